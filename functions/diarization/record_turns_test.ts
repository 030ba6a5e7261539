import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { eq } from 'drizzle-orm'
import type { DomainError } from '../../domain/errors.ts'
import { EXPORT_FORMATS } from '../../domain/transcript.ts'
import { lines, speechChunks } from '../../infra/db/schema/mod.ts'
import { silentLog } from '../../infra/log.ts'
import { correctLine } from '../transcripts/correct_line.ts'
import { eraseAccountHistory } from '../transcripts/erase_account.ts'
import { eraseMeeting } from '../transcripts/erase_meeting.ts'
import { exportTranscript } from '../transcripts/export/export_transcript.ts'
import { searchTranscripts } from '../transcripts/search.ts'
import { addAccount, addLines, addMeeting, BEGAN_MS, sampleLine } from '../transcripts/testing.ts'
import { readTranscript } from '../transcripts/transcript.ts'
import { keepChunk } from './keep_chunk.ts'
import { keptKey } from './keys.ts'
import { nameSpeakerInRoom, nameSpeakerInTranscript } from './name_speaker.ts'
import { labelAgain, recordTurns } from './record_turns.ts'
import type { RecordTurns } from './record_turns.ts'
import { openSpeakerStage } from './testing.ts'
import type { SpeakerStage } from './testing.ts'

const MINUTE_MS = 60_000
let stage: SpeakerStage

before(async () => { stage = await openSpeakerStage() })
after(() => stage.close())

/** Speech of the meeting's first or second minute: one person, then another. */
async function minute(at: number, told: Partial<RecordTurns> = {}) {
  const { deps, microphone } = stage
  const startMs = BEGAN_MS + at * MINUTE_MS
  const sound = { chunkId: String(startMs), sound: [new Int16Array(16)], pieces: [{ at: 0, samples: 16, startMs }], startMs, endMs: startMs + 40_000 }
  await keepChunk(deps, microphone, sound, { kept: true })
  const turns = [{ speakerId: 'a', startMs, endMs: startMs + 10_400 }, { speakerId: 'b', startMs: startMs + 10_500, endMs: startMs + 40_000 }]
  return { ...microphone, chunkId: sound.chunkId, turns, speakerIds: ['a', 'b'], merged: [], ...told } satisfies RecordTurns
}

const said = (startMs: number, text: string, over = {}) => sampleLine(stage.roomId, { lineId: text, text, startMs, endMs: startMs + 2_000, translations: [], ...over })

/** The transcript's lines: whose, and which words. */
async function read() {
  const { db, meetingId, owner } = stage
  const { page, speakers } = await readTranscript({ db }, { meetingId, accountId: owner })
  return { speakers: speakers.map(({ number, name }) => name ?? number), lines: Object.fromEntries(page.map(({ lineId, parts = [] }) => [lineId, parts.map((part) => part.speakers.map(({ number, name }) => name ?? number).join('+')).join('|')])) }
}

test('captions are labelled once their minute was heard, those stored late with the next one, and twice is once', async () => {
  const { db, deps, told } = stage
  const words = [{ end: 3, endMs: 300 }, { end: 7, endMs: 700 }, { end: 10, endMs: 1_400 }, { end: 14, endMs: 2_000 }]
  await addLines(db, said(BEGAN_MS + 1_000, 'of the first'), said(BEGAN_MS + 9_500, 'yes for two no', { words }), said(BEGAN_MS + 20_000, 'of the second'))
  const first = await minute(0)
  equal(await recordTurns(deps, first), 'kept')
  deepEqual(await read(), { speakers: [1, 2], lines: { 'of the first': '1', 'yes for two no': '1|2', 'of the second': '2' } })
  const event = told.find(({ type }) => type === 'speakers')!
  ok(event.type === 'speakers' && event.lines.length === 3 && event.labels.every(({ microphone }) => microphone === 'ada'))
  equal((await db.query.speechChunks.findFirst({ where: eq(speechChunks.chunkId, first.chunkId) }))!.state, 'done')

  told.length = 0
  equal(await recordTurns(deps, first), 'kept')
  ok(told.every((again) => again.type !== 'speakers' || again.lines.length === 0), 'nothing is new')
  await addLines(db, said(BEGAN_MS + 30_000, 'stored late'))
  await recordTurns(deps, await minute(1))
  equal((await read()).lines['stored late'], '2')
})

test('a host names someone once, and the name is on every line and in every file', async () => {
  const { db, deps, owner, meetingId, roomId, told } = stage
  const rooms = { roleOf: async () => ({ role: 'guest' as const, room: null as never }) }
  await rejects(nameSpeakerInRoom({ ...deps, rooms }, { roomId, actor: { peerId: 'x', accountId: null }, number: 1, name: 'Mallory' }), (error: DomainError) => error.code === 'forbidden')
  const stranger = await addAccount(db, 'Mallory')
  await rejects(nameSpeakerInTranscript(deps, { meetingId, accountId: stranger, number: 1, name: 'Mallory' }), (error: DomainError) => error.code === 'not-found')
  await rejects(nameSpeakerInTranscript(deps, { meetingId, accountId: owner, number: 99, name: 'Nobody' }), (error: DomainError) => error.code === 'not-found')
  told.length = 0
  const asHost = { roleOf: async () => ({ role: 'cohost' as const, room: null as never }) }
  equal((await nameSpeakerInRoom({ ...deps, rooms: asHost }, { roomId, actor: { peerId: 'x', accountId: null }, number: 2, name: 'Maria <3' })).name, 'Maria <3')
  deepEqual(told.map((event) => event.type === 'speakers' && event.labels.map(({ name }) => name)), [[null, 'Maria <3']])
  deepEqual((await read()).lines['yes for two no'], '1|Maria <3')
  for (const format of EXPORT_FORMATS) {
    const file = await (await exportTranscript({ db }, { meetingId, accountId: owner, language: 'en', format, speaker: (number) => `Falante ${number}` })).text()
    match(file, /Falante 1/, format)
    match(file, /Maria/, format)
    if (format !== 'json') equal([...file.matchAll(/yes for/g)].length, 1, 'each part stands for itself')
  }
  const { lines: exported } = JSON.parse(await (await exportTranscript({ db }, { meetingId, accountId: owner, language: 'en', format: 'json' })).text())
  const parts = exported.filter(({ lineId }: { lineId: string }) => lineId === 'yes for two no')
  deepEqual(parts.map(({ speaker, text, microphone }: Record<string, string>) => [speaker, text, microphone]), [['Speaker 1', 'yes for', 'Ada'], ['Maria <3', 'two no', 'Ada']])
  equal(parts[0].endMs >= parts[0].startMs + 500, true)
  const found = async (query: string) => (await searchTranscripts({ db }, { accountId: owner, query })).items
    .map(({ lineId, speakers, speakerName }) => [lineId, speakers.map(({ name, number }) => name ?? number).join('+'), speakerName])
  deepEqual(await found('second'), [['of the second', 'Maria <3', 'Ada']])
  deepEqual(await found('yes'), [['yes for two no', '1', 'Ada']], 'of two people on a line the one who said what was looked for')
  deepEqual(await found('yes two'), [['yes for two no', '1+Maria <3', 'Ada']])
})

test('someone who turns out to be somebody known is renamed on all lines; a correction keeps whose words it were', async () => {
  const { db, deps, owner, meetingId, told } = stage
  await addLines(db, said(BEGAN_MS + 2 * MINUTE_MS + 1_000, 'as a third one'))
  const third = await minute(2)
  await recordTurns(deps, { ...third, turns: [{ speakerId: 'c', startMs: BEGAN_MS + 2 * MINUTE_MS, endMs: BEGAN_MS + 2 * MINUTE_MS + 40_000 }] })
  equal((await read()).lines['as a third one'], '3')
  await correctLine({ db, translator: { translate: () => Promise.reject(new Error('none')) } as never, now: deps.now }, { meetingId, lineId: 'as a third one', language: 'en', text: 'as the third, really' }, { accountId: owner, name: 'Owner' })
  told.length = 0
  await recordTurns(deps, { ...(await minute(3)), turns: [], merged: [{ from: 'c', to: 'b' }] })
  deepEqual((await read()).speakers, [1, 'Maria <3'])
  equal((await read()).lines['as a third one'], 'Maria <3')
  ok(told.some((event) => event.type === 'speakers' && event.lines.some(({ captionId }) => captionId === 'as a third one')), 'pages are told')
})

test('the pass over the whole meeting takes the place of its parts, and names stay with who they were given to', async () => {
  const { deps, microphone } = stage
  await recordTurns(deps, await minute(4, { turns: [{ speakerId: 'd', startMs: BEGAN_MS + 4 * MINUTE_MS, endMs: BEGAN_MS + 4 * MINUTE_MS + 1_000 }] }))
  deepEqual((await read()).speakers, [1, 'Maria <3', 4])
  const whole = { ...microphone, chunkId: 'whole', speakerIds: ['a', 'b'], merged: [], turns: [{ speakerId: 'b', startMs: BEGAN_MS, endMs: BEGAN_MS + 9_000 }, { speakerId: 'a', startMs: BEGAN_MS + 9_000, endMs: BEGAN_MS + 100_000 }] }
  await recordTurns(deps, whole)
  deepEqual([(await read()).lines['of the first'], (await read()).lines['of the second']], ['Maria <3', '1'])
  deepEqual((await read()).speakers, [1, 'Maria <3'], 'who is heard nowhere any more is nobody')
  await labelAgain(deps, microphone)
  equal((await read()).lines['of the first'], 'Maria <3')
})

test('people of two microphones have numbers of their own, and a meeting that was erased takes nothing', async () => {
  const { db, deps, microphone } = stage
  await recordTurns(deps, { ...(await minute(5)), peerId: 'bob', turns: [{ speakerId: 'a', startMs: BEGAN_MS, endMs: BEGAN_MS + 1_000 }] })
  deepEqual((await read()).speakers, [1, 'Maria <3', 4])
  equal(await recordTurns(deps, { ...(await minute(5)), ...microphone, meetingId: crypto.randomUUID() }), 'gone')
  equal((await db.select().from(lines).where(eq(lines.lineId, 'of the first'))).length, 1)
})

test('kept sound and given names go with the account whose microphone it was, and all of it with the meeting', async () => {
  const { db, deps, blob } = stage
  const [guest, host] = [await addAccount(db, 'Guest'), await addAccount(db, 'Host', { tier: 'pro' })]
  const { meetingId, roomId } = await addMeeting(db, { ownerId: host, people: { guest } })
  const microphone = { roomId, meetingId, peerId: 'guest' }
  const chunk = { chunkId: '1', sound: [new Int16Array(16)], pieces: [], startMs: BEGAN_MS, endMs: BEGAN_MS + 1 }
  await keepChunk(deps, microphone, chunk, { kept: true })
  await recordTurns(deps, { ...microphone, chunkId: '1', speakerIds: ['a'], merged: [], turns: [{ speakerId: 'a', startMs: BEGAN_MS, endMs: BEGAN_MS + 1 }] })
  await nameSpeakerInTranscript(deps, { meetingId, accountId: host, number: 1, name: 'Guest\'s friend' })
  ok(await blob.read(keptKey(microphone, '1')))
  await eraseAccountHistory({ db, blob, log: silentLog }, { accountId: guest })
  equal(await blob.read(keptKey(microphone, '1')), null)
  deepEqual((await readTranscript({ db }, { meetingId, accountId: host })).speakers.map(({ name }) => name), [null])

  await keepChunk(deps, microphone, { ...chunk, chunkId: '2' }, { kept: true })
  equal((await eraseMeeting({ db, blob, log: silentLog }, meetingId)).files, 1)
  equal(await blob.read(keptKey(microphone, '2')), null)
})
