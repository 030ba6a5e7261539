import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SpeechSegment } from '../../domain/audio.ts'
import { DomainError } from '../../domain/errors.ts'
import type { Language } from '../../domain/language.ts'
import { createMemoryCache } from '../../infra/cache/memory.ts'
import { silentLog } from '../../infra/log.ts'
import type { Recogniser } from '../../models/whisper/recogniser.ts'
import { createScriptedRecogniser } from '../../models/whisper/scripted.ts'
import { createSpeakerMemory } from './speaker_memory.ts'
import { createSpeakers } from './speaker.ts'

const { signal } = new AbortController()

function segment(over: Partial<SpeechSegment>): SpeechSegment {
  return {
    segmentId: 's', utteranceId: 'u1', audioId: 'a', roomId: 'room', peerId: 'ada', speakerName: 'Ada', kind: 'final', startMs: 1_000, endMs: 2_000,
    overlapMs: 0, continues: false, atPause: false, language: 'en', pcm: new Float32Array(16_000), ...over,
  }
}

test('what an utterance said so far is the draft of what it says next, and of no other utterance', async () => {
  const recogniser = createScriptedRecogniser({ transcript: { tokens: [50364, 2425] } })
  const speakers = createSpeakers({ recogniser, memory: createSpeakerMemory({ cache: null, log: silentLog, now: () => 0 }) })
  await speakers.recognise(segment({ audioId: 'a1', kind: 'interim' }), { signal })
  await speakers.recognise(segment({ audioId: 'a2' }), { signal })
  await speakers.recognise(segment({ audioId: 'a3', utteranceId: 'u2' }), { signal })
  await speakers.recognise(segment({ audioId: 'a4', peerId: 'bob' }), { signal })
  assert.deepEqual(recogniser.asked.map(({ options }) => options.draft), [[], [50364, 2425], [], []])
  assert.deepEqual(recogniser.asked.map(({ options }) => options.draftModel), [undefined, 'scripted', undefined, undefined])
})

test('a decode that failed is not taken over', async () => {
  let calls = 0
  const recogniser = createScriptedRecogniser({
    says: 'Hello.',
    async before() {
      if (calls++ === 0) throw new Error('scripted failure')
    },
  })
  const speakers = createSpeakers({ recogniser, memory: createSpeakerMemory({ cache: null, log: silentLog, now: () => 0 }) })
  await assert.rejects(speakers.recognise(segment({ kind: 'interim', atPause: true }), { signal }), { message: 'scripted failure' })
  assert.equal((await speakers.recognise(segment({}), { signal })).text, 'Hello.')
})

test('another process goes on where the one before it stopped', async () => {
  const cache = createMemoryCache()
  const open = (says: string) => {
    const recogniser = createScriptedRecogniser({ transcript: { text: says, language: 'pt', languageProbability: 0.9, tokens: [7] } })
    return { recogniser, speakers: createSpeakers({ recogniser, memory: createSpeakerMemory({ cache, log: silentLog, now: () => 0 }) }) }
  }
  const [one, other] = [open('bom dia'), open('boa tarde')]
  const [pause, final] = [segment({ segmentId: 's1', kind: 'interim', atPause: true, language: null }), segment({ segmentId: 's2', language: null })]
  await one.speakers.recognise(pause, { signal })
  assert.equal((await other.speakers.recognise(final, { signal })).text, 'bom dia')
  await other.speakers.setFinal(final, 'bom dia')
  const next = segment({ segmentId: 's3', audioId: 'b', utteranceId: 'u2', kind: 'interim', language: null })
  await one.speakers.recognise(next, { signal })
  assert.equal(one.speakers.line({ ...next, overlapMs: 960 }, 'dia a todos'), 'a todos')
  assert.equal(one.recogniser.asked.at(-1)?.options.language, 'pt')
})

test('a final segment that is worked on again is not compared with its own text', async () => {
  const memory = createSpeakerMemory({ cache: createMemoryCache(), log: silentLog, now: () => 0 })
  const speakers = createSpeakers({ recogniser: createScriptedRecogniser({ says: 'can do for you' }), memory })
  const [first, second] = [segment({ segmentId: 's1' }), segment({ segmentId: 's2', audioId: 'b', overlapMs: 960 })]
  await speakers.recognise(first, { signal })
  await speakers.setFinal(first, 'what your country can do')
  for (const _ of [1, 2]) {
    await speakers.recognise(second, { signal })
    assert.equal(speakers.line(second, 'can do for you'), 'for you')
    await speakers.setFinal(second, 'can do for you')
  }
})

test('the last words of a cut wait for the segment that repeats them, which comes even when nothing is heard in it', async () => {
  const speakers = createSpeakers({ recogniser: createScriptedRecogniser(), memory: createSpeakerMemory({ cache: null, log: silentLog, now: () => 0 }) })
  const say = async (over: Partial<SpeechSegment>, text: string) => {
    const said = segment(over)
    const line = speakers.line(said, text)
    if (said.kind === 'final') await speakers.setFinal(said, text)
    return line
  }
  assert.equal(await say({ segmentId: 's1', continues: true }, 'He should make a great decision.'), 'He should make a')
  assert.equal(await say({ segmentId: 's2', kind: 'interim', overlapMs: 960 }, 'make inquiries'), 'inquiries')
  assert.equal(await say({ segmentId: 's3', overlapMs: 960, continues: true }, 'make inquiries as to symptoms'), 'inquiries as')
  assert.equal(await say({ segmentId: 's4', overlapMs: 960 }, ''), 'to symptoms')
  assert.equal(await say({ segmentId: 's5' }, 'to symptoms'), 'to symptoms')
})

test('lines of speech that was cut are joined by the times of their words', async () => {
  const pieces = (text: string) => text.split(' ').map((piece) => ({ text: ` ${/^\D+/.exec(piece)![0]}`, endMs: Number(/\d+$/.exec(piece)![0]) }))
  const said = ['he500 also1300 improvised3900 the4600 tube4800', 'the0 two760 following1000 stitch3000 the4500']
  const recogniser = createScriptedRecogniser()
  const timed: Recogniser = {
    ...recogniser,
    async recognise(pcm, options) {
      const heard = pieces(said[recogniser.asked.length]!)
      return { ...await recogniser.recognise(pcm, options), pieces: heard, text: heard.map(({ text }) => text).join('').trim() }
    },
  }
  const speakers = createSpeakers({ recogniser: timed, memory: createSpeakerMemory({ cache: createMemoryCache(), log: silentLog, now: () => 0 }) })
  const pcm = new Float32Array(5 * 16_000)
  const lines = []
  for (const one of [segment({ segmentId: 's1', audioId: 'a1', continues: true, pcm }), segment({ segmentId: 's2', audioId: 'a2', overlapMs: 960, continues: true, pcm })]) {
    lines.push(await speakers.setFinal(one, (await speakers.recognise(one, { signal })).text))
  }
  assert.deepEqual(lines, ['he also improvised', 'the two following stitch'])
  assert.ok(recogniser.asked.every(({ options }) => options.wordTimes && options.spoken))
})

test('a speaker who goes on in another language is followed within two utterances, and a short "ok" is none', async () => {
  const heard: readonly (readonly [says: string, language: Language, probability: number, seconds: number])[] = [
    ['good morning to all of you', 'en', 0.97, 3], ['ok', 'pt', 0.9, 1], ['let us begin with the budget', 'en', 0.9, 3],
    ['vamos falar do orçamento', 'pt', 0.6, 3], ['eu acho que está bom', 'pt', 0.6, 3], ['ok', 'en', 0.9, 1], ['sim', 'pt', 0.4, 1],
  ]
  let utterance = 0
  const recogniser = createScriptedRecogniser({ says: () => heard[utterance]![0] })
  const detecting: Recogniser = {
    ...recogniser,
    async recognise(pcm, options) {
      const [, language, languageProbability] = heard[utterance]!
      const said = await recogniser.recognise(pcm, options)
      return options.language === null ? { ...said, language, languageProbability } : said
    },
  }
  const speakers = createSpeakers({ recogniser: detecting, memory: createSpeakerMemory({ cache: null, log: silentLog, now: () => 0 }) })
  const languages: Language[] = []
  for (; utterance < heard.length; utterance++) {
    const pcm = new Float32Array(heard[utterance]![3] * 16_000)
    const said = { utteranceId: `u${utterance}`, audioId: `a${utterance}`, language: null, pcm }
    await speakers.recognise(segment({ ...said, audioId: `i${utterance}`, kind: 'interim' }), { signal })
    languages.push((await speakers.recognise(segment(said), { signal })).language)
  }
  assert.deepEqual(languages, ['en', 'en', 'en', 'en', 'pt', 'pt', 'pt'])
})

test('a language that the speaker chose is not questioned', async () => {
  const recogniser = createScriptedRecogniser({ says: 'bom dia' })
  const speakers = createSpeakers({ recogniser, memory: createSpeakerMemory({ cache: null, log: silentLog, now: () => 0 }) })
  await speakers.recognise(segment({ language: 'pt' }), { signal })
  await speakers.recognise(segment({ audioId: 'b', language: 'pt' }), { signal })
  assert.deepEqual(recogniser.asked.map(({ options }) => options.language), ['pt', 'pt'])
})

test('without the cache, a process goes on with what it knows itself', async () => {
  const fails = async () => {
    throw new DomainError('unavailable', 'The cache is away')
  }
  const memory = createSpeakerMemory({ cache: { get: fails, set: fails, close: async () => {} }, log: silentLog, now: () => 0 })
  const recogniser = createScriptedRecogniser({ says: 'Hello.' })
  const speakers = createSpeakers({ recogniser, memory })
  await speakers.recognise(segment({ kind: 'interim', atPause: true }), { signal })
  await speakers.recognise(segment({}), { signal })
  assert.equal(recogniser.asked.length, 1)
})

test('a speaker who was silent for half an hour is forgotten', async () => {
  let nowMs = 0
  const memory = createSpeakerMemory({ cache: null, log: silentLog, now: () => nowMs })
  await memory.change('ada', { followed: { language: 'pt', other: null } })
  assert.equal((await memory.recall('ada')).followed.language, 'pt')
  nowMs = 31 * 60_000
  assert.equal((await memory.recall('ada')).followed.language, null)
})
