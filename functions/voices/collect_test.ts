import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { eq } from 'drizzle-orm'
import type { SegmentEvent } from '../../domain/audio.ts'
import { DomainError } from '../../domain/errors.ts'
import { accounts, voiceSamples } from '../../infra/db/schema/mod.ts'
import { readWav } from '../../tests/read_wav.ts'
import { createCollector } from './collector.ts'
import { uploadKey } from './keys.ts'
import { openTestVoices } from './testing.ts'

let at: Awaited<ReturnType<typeof openTestVoices>>
const speech = await readWav(new URL('../../tests/fixtures/jfk.wav', import.meta.url))
const LENGTH_MS = (speech.length * 1000) / 16_000

before(async () => {
  at = await openTestVoices()
})
after(() => at.close())

/** What rooms were told since a test began. */
const told: string[] = []
beforeEach(() => void told.splice(0))

/** A collector to whom every microphone is one account's; null: a guest's. */
function listen(accountId: string | null) {
  const collector = createCollector({ ...at.deps, accountOf: async () => accountId, tell: async ({ roomId, peerId }, speechMs) => void told.push(`${roomId} ${peerId} ${speechMs}`) })
  let startMs = at.clock.now()
  return async (change: Partial<Extract<SegmentEvent, { type: 'segment' }>['segment']> = {}, times = 1) => {
    for (let count = 0; count < times; count++) {
      startMs += LENGTH_MS
      collector.take({
        type: 'segment',
        segment: {
          segmentId: crypto.randomUUID(), utteranceId: crypto.randomUUID(), audioId: crypto.randomUUID(), roomId: 'room', peerId: 'peer', speakerName: 'Ada', kind: 'final',
          startMs, endMs: startMs + LENGTH_MS, overlapMs: 0, continues: false, atPause: false, language: 'en', pcm: speech, ...change,
        },
      })
    }
    await collector.settled()
  }
}

/** Somebody who agreed to be listened to, and switched it on. */
async function collecting() {
  const accountId = await at.person()
  await at.agree(accountId, 'meetings')
  const { voiceId } = await at.voices.startCollecting({ accountId, name: 'From meetings' })
  const sample = async () => (await at.voices.list(accountId)).voices.find((voice) => voice.voiceId === voiceId)
  return { accountId, voiceId, sample }
}

test('what someone says in meetings is collected until there are 30 s, then checked, and no more is taken', async () => {
  const { accountId, voiceId, sample } = await collecting()
  const say = listen(accountId)
  await say()
  assert.deepEqual([(await sample())!.state, (await sample())!.sample.speechMs], ['collecting', LENGTH_MS])
  await say({}, 2)
  const whole = await sample()
  assert.deepEqual([whole!.state, whole!.sample.state, at.started.includes(voiceId)], ['checking', 'checking', true])
  assert.deepEqual((await at.files(accountId)).map((key) => key.replace(/.*\./, '')), ['upload'], 'the pieces are one file')
  const wav = (await at.blob.read(uploadKey({ accountId, voiceId, sampleId: whole!.sample.sampleId })))!
  assert.equal(wav.byteLength, 44 + 30 * 16_000 * 2)
  await say()
  assert.equal((await at.files(accountId)).length, 1)
  assert.deepEqual(told, [LENGTH_MS, 2 * LENGTH_MS, 3 * LENGTH_MS].map((ms) => `room peer ${ms}`), 'who speaks is told while it happens, and no more once it is whole')
})

test('nothing is taken of guests, of who did not switch it on, and of sound that is not good speech', async () => {
  const { accountId, sample } = await collecting()
  const other = await at.person()
  await listen(null)()
  await listen(other)()
  const say = listen(accountId)
  await say({ kind: 'interim' })
  await say({ pcm: speech.subarray(0, 16_000) })
  await say({ pcm: speech.map((value) => value / 100) })
  await say({ pcm: speech.map((value) => Math.max(-1, Math.min(1, value * 40))) })
  assert.equal((await sample())!.sample.speechMs, 0)
  assert.deepEqual([told, await at.voices.collectedSoFar(accountId), await at.voices.collectedSoFar(other)], [[], 0, null])
  assert.deepEqual([await at.files(accountId), await at.files(other)], [[], []])
  await say({ overlapMs: 1_000 })
  assert.equal((await sample())!.sample.speechMs, LENGTH_MS - 1_000, 'what the segment before had is not taken twice')
})

test('the same piece that comes twice counts once', async () => {
  const { accountId, sample } = await collecting()
  const say = listen(accountId)
  await say({ startMs: 5_000 }, 2)
  assert.equal((await sample())!.sample.speechMs, LENGTH_MS)
})

test('whoever takes the consent back is heard no more, at once', async () => {
  const { accountId, sample } = await collecting()
  const say = listen(accountId)
  await say()
  await at.voices.revokeConsent({ accountId, purpose: 'meetings' })
  await say()
  assert.equal(await sample(), undefined)
  assert.deepEqual(await at.files(accountId), [])
  assert.deepEqual([told, await at.voices.collectedSoFar(accountId)], [[`room peer ${LENGTH_MS}`, 'room peer null'], null], 'and their page says so')
})

test('whoever stops it on another page is told so in the room with the next words of anybody', async () => {
  const { accountId, voiceId } = await collecting()
  let speaks = accountId
  const collector = createCollector({ ...at.deps, accountOf: async () => speaks, tell: async (_, speechMs) => void told.push(String(speechMs)) })
  const segment = (startMs: number) => collector.take({
    type: 'segment',
    segment: {
      segmentId: `s${startMs}`, utteranceId: `u${startMs}`, audioId: `a${startMs}`, roomId: 'room', peerId: 'peer', speakerName: 'Ada', kind: 'final', startMs, endMs: startMs + LENGTH_MS,
      overlapMs: 0, continues: false, atPause: false, language: 'en', pcm: speech,
    },
  })
  segment(1)
  await collector.settled()
  await at.voices.delete({ accountId, voiceId })
  at.clock.advance(3_000)
  speaks = await at.person()
  segment(2)
  segment(3)
  await collector.settled()
  assert.deepEqual(told, [String(LENGTH_MS), 'null'])
})

test('ten seconds may be used before there are thirty, less may not, and one voice is collected at a time', async () => {
  const { accountId, voiceId, sample } = await collecting()
  const refused = (error: unknown) => error instanceof DomainError && error.code === 'conflict'
  await assert.rejects(at.voices.finishCollecting({ accountId, voiceId }), refused)
  await assert.rejects(at.voices.startCollecting({ accountId, name: 'Another' }), refused)
  await listen(accountId)()
  await at.voices.finishCollecting({ accountId, voiceId })
  assert.equal((await sample())!.state, 'checking')
  await at.voices.startCollecting({ accountId, name: 'Another' })
  const [row] = await at.db.select().from(voiceSamples).where(eq(voiceSamples.voiceId, voiceId))
  assert.deepEqual(row!.pieces, [])
})

test('an account that lost its plan is not listened to any more, and its page is told so', async () => {
  const { accountId, sample } = await collecting()
  const say = listen(accountId)
  await say()
  const before = (await sample())!.sample.speechMs
  await at.db.update(accounts).set({ tier: 'free' }).where(eq(accounts.accountId, accountId))
  at.clock.advance(10_000)
  await say()
  assert.equal((await sample())!.sample.speechMs, before)
  assert.equal(told.at(-1), 'room peer null')
})
