import { test } from 'node:test'
import assert from 'node:assert/strict'
import { createKnownHallucinations } from './filter/known.ts'
import type { Ear, Hearing, Listened } from './session/hear.ts'
import type { Vocabulary } from './session/vocabulary.ts'
import { transcribe } from './transcribe.ts'
import { FULL_WINDOW, windowPolicy } from './window.ts'
import type { Window } from './window.ts'

const STAMP = 100
const at = (seconds: number) => STAMP + Math.round(seconds / 0.02)
const PCM = new Float32Array(32_000)
const signal = new AbortController().signal

/** An ear that hears what it is told, and remembers the windows that were asked for. */
function scriptedEar(...script: (Partial<Hearing> & { listenMs?: number })[]): { ear: Ear; asked: { window: Window; stopInDoubt: boolean }[] } {
  const asked: { window: Window; stopInDoubt: boolean }[] = []
  const ear: Ear = {
    windows: windowPolicy({ takes: 'any', tuned: 'stock' }), fullWindowsBecause: null,
    vocabulary: { timestampBegin: STAMP, text: (tokens: readonly number[]) => tokens.map((token) => ` w${token}`).join('') } as Vocabulary,
    async listen(pcm, window) {
      return { encoded: {} as Listened['encoded'], samples: pcm.length, window, weights: new Float32Array(), melMs: 1, encodeMs: script[0]?.listenMs ?? 10, melCpuMs: 2, encodeCpuMs: 18 }
    },
    async understand(listened, { language, stopInDoubt }) {
      asked.push({ window: listened.window, stopInDoubt })
      return {
        ...listened, tokens: [at(0), 1, 2, at(1)], averageLogProbability: -0.2, stop: 'end', decodeMs: 20, decodeCpuMs: 30,
        language: language ?? 'en', languageProbability: 1, noSpeechProbability: 0.01, heardAt: [], ...script[Math.min(asked.length, script.length) - 1],
      }
    },
    async close() {},
  }
  return { ear, asked }
}
const hear = (ear: Ear, window?: 'live' | 'quick' | 'full') => transcribe(ear, PCM, { language: 'en', window, signal, known: createKnownHallucinations([]), model: 'test' })

test('a clear segment is heard once, in a window of its size', async () => {
  const { ear, asked } = scriptedEar({})
  const { text, timing, confidence, phrases } = await hear(ear)
  assert.equal(text, 'w1 w2')
  assert.deepEqual(phrases, [{ text: 'w1 w2', startMs: 0, endMs: 1_000 }])
  assert.ok(Math.abs(confidence - Math.exp(-0.2)) < 1e-9)
  assert.deepEqual(timing, { melMs: 1, encodeMs: 10, decodeMs: 20, windowMs: 6_000, attempts: 1, cpuMs: { mel: 2, encode: 18, decode: 30 } })
  assert.deepEqual(asked, [{ window: { samples: 96_000, block: null }, stopInDoubt: true }])
})

for (const stop of ['loop', 'budget', 'doubt'] as const) {
  test(`after ${stop} it is heard again at full size, and that stands`, async () => {
    const { ear, asked } = scriptedEar({ stop, tokens: [at(0), 9, 9, 9, 9, 9] }, {})
    const { text, timing } = await hear(ear)
    assert.equal(text, 'w1 w2')
    assert.deepEqual(timing, { melMs: 2, encodeMs: 20, decodeMs: 40, windowMs: 30_000, attempts: 2, cpuMs: { mel: 4, encode: 36, decode: 60 } })
    assert.deepEqual(asked[1], { window: FULL_WINDOW, stopInDoubt: false })
  })
}

test('what is replaced soon is heard once, doubt or not', async () => {
  const { ear, asked } = scriptedEar({ languageProbability: 0.3 })
  assert.equal((await hear(ear, 'quick')).timing.attempts, 1)
  assert.deepEqual(asked, [{ window: { samples: 96_000, block: null }, stopInDoubt: false }])
})

test('what someone waits for gets a cheaper second look for doubt, and the full one for circles', async () => {
  for (const [stop, second] of [['doubt', { samples: 240_000, block: null }], ['loop', FULL_WINDOW]] as const) {
    const { ear, asked } = scriptedEar({ stop, tokens: [at(0), 9, 9, 9, 9, 9] }, {})
    assert.equal((await hear(ear, 'live')).text, 'w1 w2')
    assert.deepEqual(asked[1], { window: second, stopInDoubt: false })
  }
})

test('a busy machine keeps nobody waiting for a second look, except from words in circles', async () => {
  const { ear, asked } = scriptedEar({ listenMs: 300, languageProbability: 0.3 })
  assert.equal((await hear(ear, 'live')).timing.attempts, 1)
  assert.deepEqual(asked, [{ window: { samples: 96_000, block: null }, stopInDoubt: false }])
  const looping = scriptedEar({ listenMs: 300, stop: 'loop', tokens: [at(0), 9, 9, 9, 9, 9] }, {})
  assert.equal((await hear(looping.ear, 'live')).timing.attempts, 2)
  const patient = scriptedEar({ listenMs: 300, stop: 'doubt' }, {})
  assert.equal((await hear(patient.ear)).timing.attempts, 2)
})

test('a language that is not sure is looked for again', async () => {
  const { ear, asked } = scriptedEar({ languageProbability: 0.3 }, { languageProbability: 0.8 })
  assert.equal((await hear(ear)).languageProbability, 0.8)
  assert.equal(asked.length, 2)
})

test('the language that a speaker has spoken so far needs no second look, another one does', async () => {
  for (const [heard, looks] of [['en', 1], ['pt', 2]] as const) {
    const { ear, asked } = scriptedEar({ language: heard, languageProbability: 0.3 })
    await transcribe(ear, PCM, { language: null, expected: 'en', signal, known: createKnownHallucinations([]), model: 'test' })
    assert.equal(asked.length, looks)
  }
})

test('a full window is heard once, whatever comes', async () => {
  const { ear, asked } = scriptedEar({ stop: 'budget' })
  assert.equal((await hear(ear, 'full')).timing.attempts, 1)
  assert.equal(asked.length, 1)
})

test('a loop at full size is cut back to its first round, and falls when there is nothing else', async () => {
  const round = [11, 12, 13, 14]
  const cut = await hear(scriptedEar({ stop: 'loop', tokens: [at(0), 1, 2, 3, 4, 5, ...round, ...round, ...round] }).ear, 'full')
  assert.equal(cut.text, 'w1 w2 w3 w4 w5 w11 w12 w13 w14')
  const all = await hear(scriptedEar({ stop: 'loop', tokens: [at(0), ...round, ...round, ...round] }).ear, 'full')
  assert.deepEqual([all.text, all.filtered], ['', 'repetition'])
})

test('words that look at the beginning once the end was heard fall, and the others tell their times', async () => {
  const pcm = new Float32Array(48_000)
  const hear = (heardAt: number[]) => transcribe(scriptedEar({ tokens: [at(0), 1, 2, 3, 3], heardAt }).ear, pcm, { language: 'en', wordTimes: true, signal, known: createKnownHallucinations([]), model: 'test' })
  const made = await hear([0, 20, 140, 0, 1])
  assert.equal(made.text, 'w1 w2')
  assert.deepEqual(made.pieces, [{ text: ' w1', endMs: 400 }, { text: ' w2', endMs: 2_800 }])
  assert.equal((await hear([0, 20, 55, 0, 1])).text, 'w1 w2 w3 w3')
  const untimed = await hear([])
  assert.deepEqual([untimed.text, untimed.pieces], ['w1 w2 w3 w3', undefined])
})
