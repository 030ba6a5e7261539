import { deepEqual, equal, ok } from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { SPEECH_RATE } from '../../domain/audio.ts'
import { gatherSpeech, ownSound } from '../../functions/diarization/gather_speech.ts'
import type { SpeechChunk } from '../../functions/diarization/gather_speech.ts'
import { keepChunk, meetingState } from '../../functions/diarization/keep_chunk.ts'
import { knownKey } from '../../functions/diarization/keys.ts'
import { nameSpeakerInTranscript } from '../../functions/diarization/name_speaker.ts'
import { recordTurns, WHOLE } from '../../functions/diarization/record_turns.ts'
import { tellApart } from '../../functions/diarization/tell_apart.ts'
import { openSpeakerStage } from '../../functions/diarization/testing.ts'
import { addLines, BEGAN_MS, sampleLine } from '../../functions/transcripts/testing.ts'
import { readTranscript } from '../../functions/transcripts/transcript.ts'
import { createMemoryCache } from '../../infra/cache/memory.ts'
import { systemClock } from '../../infra/clock.ts'
import { silentLog } from '../../infra/log.ts'
import { openDiarizer } from '../../models/diarization/open.ts'
import { createModelStore } from '../../models/store/store.ts'
import { readWav } from '../../tests/read_wav.ts'

/** Sentences of LibriSpeech, and of a speech that is cut in three: s. */
const CLIPS = {
  a: [['librispeech/367-130732-0000'], ['librispeech/367-130732-0006']],
  b: [['librispeech/3005-163389-0004'], ['librispeech/3005-163389-0007']],
  c: [['jfk', 0, 3.2], ['jfk', 3.2, 7.5], ['jfk', 7.5, 11]],
} as const
/** Who speaks one after the other: 68 s. The second is heard for two seconds in the first stretch, too little to be known by in the next. */
const ORDER = [...'aaaaaacbaaacbcbcabcabc'] as (keyof typeof CLIPS)[]
const PAUSE_MS = 400

test('when a meeting is over, hearing all of it once more says better who spoke, at least as well, and keeps names with whom they were given to', { timeout: 180_000 }, async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'parley-whole-'))
  const stage = await openSpeakerStage()
  const store = createModelStore({ cacheFolder: folder, models: 'bundled', hubUrl: 'http://127.0.0.1:9', log: silentLog })
  const diarizer = await openDiarizer({ store, log: silentLog })
  context.after(async () => {
    await Promise.all([diarizer.close(), stage.close()])
    await rm(folder, { recursive: true, force: true })
  })
  const { db, deps, blob, microphone, meetingId, roomId, owner } = stage
  const hear = { blob, cache: createMemoryCache({ clock: systemClock }), diarizer: async () => diarizer }
  const options = { signal: AbortSignal.timeout(150_000) }

  // Every sentence is a line of the transcript, whose text says who spoke it.
  const gathering = gatherSpeech()
  const chunks: SpeechChunk[] = []
  let startMs = BEGAN_MS
  for (const [at, who] of ORDER.entries()) {
    const turns = ORDER.slice(0, at).filter((other) => other === who).length
    const [name, fromS = 0, toS] = CLIPS[who][turns % CLIPS[who].length]!
    const pcm = (await readWav(new URL(`../../tests/fixtures/${name}.wav`, import.meta.url))).slice(fromS * SPEECH_RATE, toS && toS * SPEECH_RATE)
    const endMs = startMs + (pcm.length * 1_000) / SPEECH_RATE
    await addLines(db, sampleLine(roomId, { lineId: `${at}`, text: `A sentence of ${who}`, startMs, endMs, translations: [] }))
    const chunk = gathering.add(ownSound({ pcm, startMs, overlapMs: 0 })!, { continues: false })
    if (chunk) chunks.push(chunk)
    startMs = endMs + PAUSE_MS
  }
  chunks.push(...[gathering.take() ?? []].flat())
  let known: string | null = null
  for (const chunk of chunks) {
    const { key } = (await keepChunk(deps, microphone, chunk, { kept: true }))!
    const knownTo: string = knownKey(microphone, chunk.chunkId)
    const told = await tellApart(hear, { chunkId: chunk.chunkId, audio: [{ key, pieces: chunk.pieces }], known, knownTo }, options)
    await recordTurns(deps, { ...microphone, chunkId: chunk.chunkId, ...told })
    known = knownTo
  }
  const read = async () => {
    const { page, speakers } = await readTranscript({ db }, { meetingId, accountId: owner })
    const labels = page.map(({ parts = [] }) => parts.map((part) => part.speakers.map(({ number, name }) => name ?? number).join('+')).join('|'))
    return { people: speakers.length, labels, right: share(labels) }
  }
  const [first] = (await readTranscript({ db }, { meetingId, accountId: owner })).page[0]!.parts![0]!.speakers
  await nameSpeakerInTranscript(deps, { meetingId, accountId: owner, number: first!.number, name: 'Maria' })
  const before = await read()
  const { over, audio } = await meetingState(deps, microphone)
  deepEqual([over, audio.length], [true, chunks.length])
  const told = await tellApart(hear, { chunkId: WHOLE, audio, known, knownTo: knownKey(microphone, WHOLE) }, options)
  equal(await recordTurns(deps, { ...microphone, chunkId: WHOLE, ...told }), 'kept')
  const after = await read()
  const story = JSON.stringify({ before, after })
  ok(after.right >= before.right && after.right >= 0.9, story)
  deepEqual([after.people, new Set(after.labels).size], [3, 3], story)
  ok(after.labels.filter((label) => label === 'Maria').length >= 8, story)
  // Heard twice, it is the same.
  await recordTurns(deps, { ...microphone, chunkId: WHOLE, ...told })
  deepEqual(await read(), after)
})

/** How many of the lines have the label that most of their speaker's lines have, as far as that is nobody else's. */
function share(labels: readonly string[]): number {
  const taken = new Set<string>()
  const right = [...new Set(ORDER)].reduce((sum, who) => {
    const own = labels.filter((_, at) => ORDER[at] === who)
    const times = (label: string) => own.filter((other) => other === label).length
    const most = own.filter((label) => !taken.has(label)).sort((a, b) => times(b) - times(a))[0]
    if (most === undefined) return sum
    taken.add(most)
    return sum + times(most)
  }, 0)
  return right / labels.length
}
