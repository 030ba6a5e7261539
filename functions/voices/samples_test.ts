import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { eq } from 'drizzle-orm'
import { DomainError } from '../../domain/errors.ts'
import type { ErrorCode } from '../../domain/errors.ts'
import { SAMPLE_MAX_BYTES } from '../../domain/voice.ts'
import { accounts, voices as voicesTable, voiceSamples } from '../../infra/db/schema/mod.ts'
import { addSample } from './add_sample.ts'
import { uploadKey } from './keys.ts'
import { recordCancelled, recordCheck, recordState } from './record_work.ts'
import { readEmbedding, speakingVoice } from './speaking_voice.ts'
import { tendVoices } from './tend.ts'
import { openTestVoices } from './testing.ts'

let at: Awaited<ReturnType<typeof openTestVoices>>
before(async () => {
  at = await openTestVoices()
})
after(() => at.close())

const refused = (code: ErrorCode, text = /./) => (error: unknown) => error instanceof DomainError && error.code === code && text.test(error.message)

test('a sample is kept, checked and listened to, and then its owner hears it and a sentence in a language of the engine', async () => {
  const { voices } = at
  const accountId = await at.person()
  const { voiceId } = await at.add(accountId, 'At my desk')
  assert.deepEqual(at.started.slice(-1), [voiceId])
  const [checking] = (await voices.list(accountId)).voices
  assert.deepEqual([checking!.name, checking!.state, checking!.sample.state], ['At my desk', 'checking', 'checking'])
  assert.equal(await speakingVoice(at.deps, { accountId, engine: 'scripted' }), null)

  await at.makeReady(accountId, voiceId)
  const list = await voices.list(accountId)
  assert.deepEqual([list.samples, list.samplesMax, list.languages], [1, 5, ['en', 'pt', 'fr']])
  const [ready] = list.voices
  assert.deepEqual([ready!.state, ready!.chosen, ready!.engines, ready!.sample.speechMs, ready!.sample.levelDbfs], ['ready', true, ['scripted'], 20_000, -22])
  assert.deepEqual((await at.files(accountId)).map((key) => key.replace(/.*\//, '').replace(/.*\./, '.')), ['scripted', '.pcm', '.speaker'])
  assert.equal(new TextDecoder('latin1').decode((await voices.readSample({ accountId, voiceId })).subarray(0, 4)), 'RIFF')

  const wav = await voices.testSentence({ accountId, voiceId, language: 'pt' })
  assert.equal(wav.byteLength, 44 + 48_000)
  assert.deepEqual(await voices.testSentence({ accountId, voiceId, language: 'pt' }), wav)
  assert.equal(at.engine.spoken.length, 1, 'what was spoken once is kept')
  assert.deepEqual([at.engine.spoken[0]!.language, at.engine.spoken[0]!.embedding], ['pt', 'latents'])
  assert.match(at.engine.spoken[0]!.text, /neste idioma/)
  await assert.rejects(voices.testSentence({ accountId, voiceId, language: 'yo' }), refused('language-unavailable'))
})

test('without a tier that has samples, or without consent, nothing is taken', async () => {
  const [free, silent] = [await at.person('free'), await at.person('premium', { agrees: false })]
  await assert.rejects(at.add(free), refused('forbidden', /free tier/))
  await assert.rejects(at.voices.startCollecting({ accountId: free, name: 'Mine' }), refused('forbidden', /free tier/))
  await assert.rejects(at.add(silent), refused('forbidden', /agree first/))
  const collects = await at.person()
  await assert.rejects(at.voices.startCollecting({ accountId: collects, name: 'Mine' }), refused('forbidden', /in meetings/))
  for (const accountId of [free, silent, collects]) assert.deepEqual([(await at.voices.list(accountId)).voices, await at.files(accountId)], [[], []])
})

test('of two uploads at once for the last place one is kept, and a refused sample takes no place', async () => {
  const accountId = await at.person('premium')
  const made = []
  for (let count = 0; count < 4; count++) made.push(await at.add(accountId))
  const outcomes = await Promise.allSettled([at.add(accountId, 'One'), at.add(accountId, 'Other')])
  assert.deepEqual(outcomes.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
  await assert.rejects(at.add(accountId), refused('conflict', /you have 5, and the premium tier has 5/))
  assert.equal((await at.files(accountId)).length, 5)

  const { voiceId, sampleId } = made[0]!
  assert.equal(await recordCheck(at.deps, { accountId, voiceId, sampleId, refusal: 'too-quiet', speechMs: 12_000, levelDbfs: -55 }), 'kept')
  const quiet = (await at.voices.list(accountId)).voices.find((voice) => voice.voiceId === voiceId)!
  assert.deepEqual([quiet.state, quiet.sample.refusal], ['refused', 'too-quiet'])
  assert.equal((await at.files(accountId)).length, 4, 'its audio is gone')
  await at.add(accountId)
  const unlimited = await at.person('pro')
  for (let count = 0; count < 6; count++) await at.add(unlimited)
  assert.equal((await at.voices.list(unlimited)).samplesMax, null)
})

test('a file that is too large, empty or breaks off is refused and leaves nothing, not even its place', async () => {
  const accountId = await at.person()
  const send = (content: Uint8Array | ReadableStream<Uint8Array>) => at.voices.addSample({ accountId, name: 'Mine', content })
  let sent = 0
  const endless = new ReadableStream<Uint8Array>({ pull: (controller) => controller.enqueue(new Uint8Array(sent++ < 1_000 ? 1024 * 1024 : 0)) }, { highWaterMark: 0 })
  await assert.rejects(send(endless), refused('too-large'))
  assert.ok(sent <= SAMPLE_MAX_BYTES / (1024 * 1024) + 2, `${sent} MB were read`)
  await assert.rejects(send(new Uint8Array(0)), refused('invalid-input', /empty/))
  await assert.rejects(send(new ReadableStream({ pull: (controller) => controller.error(new Error('reset by peer')) })), /reset by peer/)
  assert.deepEqual([(await at.voices.list(accountId)).voices, await at.files(accountId)], [[], []])
})

test('a sample survives that work cannot begin, and a process that was killed after its file was kept', async () => {
  let away = true
  const begun: string[] = []
  const local = await openTestVoices({ work: { start: async ({ voiceId }) => (away ? Promise.reject(new DomainError('unavailable', 'away')) : void begun.push(voiceId)), stop: async () => {} } })
  try {
    const accountId = await local.person()
    const { voiceId } = await local.add(accountId)
    const [cut, unsent] = [await local.add(accountId), await local.add(accountId)]
    await local.db.update(voiceSamples).set({ state: 'uploading' })
    await local.db.update(voiceSamples).set({ state: 'checking' }).where(eq(voiceSamples.voiceId, voiceId))
    await local.blob.delete(uploadKey({ accountId, ...unsent }))
    local.clock.advance(16 * 60_000)
    await local.voices.tend()
    assert.ok((await local.voices.list(accountId)).voices.every(({ late }) => late), 'its owner is told that it takes longer')
    away = false
    await local.voices.tend()
    assert.deepEqual(begun.sort(), [voiceId, cut.voiceId].sort())
    await local.voices.tend()
    assert.ok((await local.voices.list(accountId)).voices.every(({ late }) => !late))
    assert.equal(begun.length, 2, 'what goes on is left alone')
    assert.deepEqual((await local.voices.list(accountId)).voices.map((voice) => voice.voiceId).sort(), [voiceId, cut.voiceId].sort())
  } finally {
    await local.close()
  }
})

test('an upload whose database goes away is refused in words, and what was kept of it goes when the database is back', async () => {
  const local = await openTestVoices()
  try {
    const accountId = await local.person()
    let calls = 0
    const failing = new Proxy(local.db, {
      get(target, name, receiver) {
        if (name === 'transaction' && ++calls > 1) return () => Promise.reject(new DomainError('unavailable', 'Cannot reach the database: try again in a moment'))
        if (name === 'delete') return () => ({ where: () => Promise.reject(new DomainError('unavailable', 'away')) })
        return Reflect.get(target, name, receiver)
      },
    })
    await assert.rejects(addSample({ ...local.deps, db: failing }, { accountId, name: 'Mine', content: new Uint8Array(10) }), refused('unavailable'))
    local.clock.advance(16 * 60_000)
    await local.voices.tend()
    assert.deepEqual([(await local.voices.list(accountId)).voices, await local.files(accountId)], [[], []])
  } finally {
    await local.close()
  }
})

test('nobody sees, changes, hears or deletes what is another one’s', async () => {
  const [owner, stranger] = [await at.person(), await at.person()]
  const { voiceId } = await at.add(owner)
  await at.makeReady(owner, voiceId)
  const other = { accountId: stranger, voiceId }
  for (const attempt of [
    () => at.voices.rename({ ...other, name: 'Taken' }), () => at.voices.choose(other), () => at.voices.delete(other), () => at.voices.readSample(other),
    () => at.voices.retry(other), () => at.voices.testSentence({ ...other, language: 'en' }), () => at.voices.finishCollecting(other),
  ]) await assert.rejects(attempt(), refused('not-found'))
  assert.deepEqual((await at.voices.list(stranger)).voices, [])
  assert.equal(await readEmbedding(at.deps, { accountId: stranger, voiceId, engine: 'scripted' }), null)
  assert.equal((await at.voices.list(owner)).voices[0]!.name, 'Mine')
})

test('the voice that was chosen last speaks, for as long as the tier has cloned voices', async () => {
  const accountId = await at.person()
  const [first, second] = [await at.add(accountId), await at.add(accountId)]
  for (const { voiceId } of [first, second]) await at.makeReady(accountId, voiceId, `latents of ${voiceId}`)
  at.clock.advance(1_000)
  await at.voices.choose({ accountId, voiceId: first.voiceId })
  await at.voices.rename({ accountId, voiceId: first.voiceId, name: 'Headset' })
  const speaking = await speakingVoice(at.deps, { accountId, engine: 'scripted' })
  assert.equal(speaking!.voiceId, first.voiceId)
  assert.equal(new TextDecoder().decode((await readEmbedding(at.deps, { accountId, ...speaking! }))!), `latents of ${first.voiceId}`)
  assert.deepEqual((await at.voices.list(accountId)).voices.filter(({ chosen }) => chosen).map(({ name }) => name), ['Headset'])
  assert.equal(await speakingVoice(at.deps, { accountId, engine: 'another' }), null)
  await at.db.update(accounts).set({ tier: 'free' }).where(eq(accounts.accountId, accountId))
  assert.equal(await speakingVoice(at.deps, { accountId, engine: 'scripted' }), null)
  await assert.rejects(at.voices.testSentence({ accountId, ...first, language: 'en' }), refused('forbidden', /free tier/))
})

test('a voice waits for an engine, is listened to again when another one comes, and is tried again after a failure', async () => {
  const accountId = await at.person()
  const { voiceId } = await at.add(accountId)
  await at.makeReady(accountId, voiceId)
  await recordState(at.deps, { accountId, voiceId, state: 'failed', cause: 'clone-refused' })
  assert.deepEqual((await at.voices.list(accountId)).voices.map(({ state, cause }) => [state, cause]), [['failed', 'clone-refused']])
  await at.voices.retry({ accountId, voiceId })
  assert.equal(at.started.at(-1), voiceId)
  await assert.rejects(at.voices.retry({ accountId, voiceId }), refused('not-found'))

  await at.db.update(voicesTable).set({ state: 'ready' }).where(eq(voicesTable.voiceId, voiceId))
  at.clock.advance(2 * 60_000)
  const begun: string[] = []
  const deps = { ...at.deps, work: { start: async (voice: { voiceId: string }) => void begun.push(voice.voiceId), stop: async () => {} } }
  await tendVoices(deps)
  assert.ok(!begun.includes(voiceId), 'the engine knows it')
  await tendVoices({ ...deps, cloner: { ...deps.cloner, engine: 'another' } })
  assert.ok(begun.includes(voiceId))
  at.engine.here = false
  assert.deepEqual((await at.voices.list(accountId)).languages, [])
  at.engine.here = true
})

test('work on a voice that was cancelled does not begin by itself again, but when its owner says so; a voice that speaks goes on speaking', async () => {
  const accountId = await at.person()
  const { voiceId } = await at.add(accountId)
  assert.equal(await recordCancelled(at.deps, { accountId, voiceId }), 'kept')
  const [stopped] = (await at.voices.list(accountId)).voices
  assert.deepEqual([stopped!.state, stopped!.cause], ['failed', 'cancelled'])
  const before = at.started.length
  at.clock.advance(10 * 60_000)
  await at.voices.tend()
  assert.equal(at.started.slice(before).filter((each) => each === voiceId).length, 0)
  await at.voices.retry({ accountId, voiceId })
  assert.deepEqual(at.started.slice(-1), [voiceId])
  await at.makeReady(accountId, voiceId)
  await recordCancelled(at.deps, { accountId, voiceId })
  assert.equal((await at.voices.list(accountId)).voices[0]!.state, 'ready')
})
