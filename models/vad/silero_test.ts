import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Pcm, SpeechSegment } from '../../domain/audio.ts'
import { SPEECH_RATE } from '../../domain/audio.ts'
import { DomainError } from '../../domain/errors.ts'
import { readWav } from '../../tests/read_wav.ts'
import { createSegmenter } from './segmenter.ts'
import { loadSilero } from './silero.ts'
import { VAD_FRAME_MS, VAD_FRAME_SAMPLES } from './vad.ts'
import type { VoiceActivityModel } from './vad.ts'

const MODEL = fileURLToPath(new URL('../bundled/silero-vad/model.onnx', import.meta.url))
const FIXTURES = new URL('../../tests/fixtures/', import.meta.url)
const MINUTE_SAMPLES = 60 * SPEECH_RATE

describe('Silero VAD', () => {
  let model: VoiceActivityModel
  before(async () => {
    model = await loadSilero(MODEL)
  })
  after(() => model.close())

  /** Final segments of a recording, times in ms from its start. */
  const finals = async (pcm: Pcm): Promise<SpeechSegment[]> => {
    const detector = model.open()
    const segmenter = createSegmenter({
      roomId: 'r',
      peerId: 'p',
      speakerName: 'Ada',
      language: () => null,
      endpointSilenceMs: 500,
    })
    const events = []
    for (let frame = 0; (frame + 1) * VAD_FRAME_SAMPLES <= pcm.length; frame++) {
      const samples = pcm.slice(frame * VAD_FRAME_SAMPLES, (frame + 1) * VAD_FRAME_SAMPLES)
      events.push(
        ...segmenter.push({
          pcm: samples,
          probability: await detector.probability(samples),
          startMs: frame * VAD_FRAME_MS,
        }),
      )
    }
    events.push(...segmenter.flush())
    return events.flatMap((
      event,
    ) => (event.type === 'segment' && event.segment.kind === 'final' ? [event.segment] : []))
  }

  it('finds the phrases of a speech that has pauses', async () => {
    const segments = await finals(await readWav(new URL('jfk.wav', FIXTURES)))
    // "And so my fellow Americans" · "ask not" · "what your country can do for you" ·
    // "ask what you can do for your country"
    const phrases = [[300, 2_200], [3_300, 3_900], [5_300, 7_700], [8_100, 10_700]] as const
    for (const [from, to] of phrases) {
      const covered = segments.some(({ startMs, endMs }) => startMs <= from + 150 && endMs >= to - 150) ||
        segments.filter(({ startMs, endMs }) => endMs > from && startMs < to).length > 1
      assert.ok(covered, `speech from ${from} to ${to} ms is in a segment`)
    }
    assert.ok(segments.length >= 3 && segments.length <= 6, `${segments.length} segments`)
    assert.ok(segments.every(({ startMs, endMs }) => endMs - startMs <= 5_000))
    segments.slice(1).forEach(({ startMs, overlapMs }, index) =>
      assert.ok(startMs + overlapMs >= (segments[index]?.endMs ?? 0))
    )
  })

  it('keeps streams apart and starts afresh after a reset', async () => {
    const pcm = await readWav(new URL('jfk.wav', FIXTURES))
    const frames = Array.from({ length: 60 }, (_, i) => pcm.slice(i * VAD_FRAME_SAMPLES, (i + 1) * VAD_FRAME_SAMPLES))
    const [one, two] = [model.open(), model.open()]
    const alone: number[] = []
    for (const frame of frames) alone.push(await one.probability(frame))
    one.reset()
    const again: number[] = []
    for (const frame of frames) {
      again.push(await one.probability(frame))
      await two.probability(new Float32Array(VAD_FRAME_SAMPLES).fill(0.5))
    }
    assert.deepEqual(again, alone)
  })

  for (const [name, make] of Object.entries(noises())) {
    it(`hears nobody in a minute of ${name}`, async () => {
      assert.deepEqual((await finals(make())).map(({ startMs, endMs }) => [startMs, endMs]), [])
    })
  }

  it('refuses a frame of another length, and a file that is not there', async () => {
    const code = (expected: string) => (error: unknown) => error instanceof DomainError && error.code === expected
    await assert.rejects(model.open().probability(new Float32Array(480)), code('invalid-audio'))
    await assert.rejects(loadSilero('/nowhere/model.onnx'), code('model-unavailable'))
  })
})

function noises(): Record<string, () => Pcm> {
  const hum = (hz: number) => () => {
    const random = pseudoRandom(2)
    return Float32Array.from({ length: MINUTE_SAMPLES }, (_, i) => {
      let sum = 0.002 * random()
      for (let harmonic = 1; harmonic <= 8; harmonic++) {
        sum += (0.1 / harmonic) * Math.sin((2 * Math.PI * hz * harmonic * i) / SPEECH_RATE + harmonic)
      }
      return sum
    })
  }
  return {
    silence: () => new Float32Array(MINUTE_SAMPLES),
    'quiet white noise': () => Float32Array.from({ length: MINUTE_SAMPLES }, scaled(pseudoRandom(1), 0.01)),
    'loud white noise': () => Float32Array.from({ length: MINUTE_SAMPLES }, scaled(pseudoRandom(1), 0.2)),
    '50 Hz hum': hum(50),
    '60 Hz hum': hum(60),
    'keyboard clicks': keyboard,
  }
}

/** Bursts of 4 to 24 ms, 3 to 12 a second, over a quiet room. */
function keyboard(): Pcm {
  const random = pseudoRandom(3)
  const between = (low: number, high: number) => low + ((high - low) * (random() + 1)) / 2
  const pcm = Float32Array.from({ length: MINUTE_SAMPLES }, scaled(random, 0.001))
  for (let at = 0; at < MINUTE_SAMPLES; at += Math.floor(SPEECH_RATE * between(0.08, 0.33))) {
    const [length, hz] = [Math.floor(SPEECH_RATE * between(0.004, 0.024)), between(1_500, 4_500)]
    for (let i = 0; i < length && at + i < MINUTE_SAMPLES; i++) {
      const burst = 0.7 * random() + 0.3 * Math.sin((2 * Math.PI * hz * i) / SPEECH_RATE)
      pcm[at + i] = (pcm[at + i] ?? 0) + 0.5 * Math.exp((-5 * i) / length) * burst
    }
  }
  return pcm
}

function scaled(random: () => number, amplitude: number): () => number {
  return () => amplitude * random()
}

/** Numbers in [-1, 1), the same for the same seed (mulberry32). */
function pseudoRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 31 - 1
  }
}
