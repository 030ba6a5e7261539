import { SPEECH_RATE } from '../domain/audio.ts'
import type { Pcm } from '../domain/audio.ts'

export const SOUNDS = Object.freeze(['silence', 'white noise', 'pink noise', 'brown noise', 'hum 50 Hz', 'hum 60 Hz', 'keyboard'] as const)
export type Sound = (typeof SOUNDS)[number]

/** Peaks of a loud room and of a quiet one. */
const LOUDEST = 0.3
const QUIETEST = 0.01

/** A sound in which nobody speaks: PCM 16 kHz mono. The same seed gives the same samples. */
export function makeSound(sound: Sound, { seconds, seed }: { seconds: number; seed: number }): Pcm {
  const random = createRandom(seed)
  const gain = QUIETEST * (LOUDEST / QUIETEST) ** random()
  const next = SOURCES[sound](random)
  return Float32Array.from({ length: Math.round(seconds * SPEECH_RATE) }, (_, n) => Math.max(-1, Math.min(1, gain * next(n))))
}

/** Mulberry32: [0, 1), the same row for the same seed. */
export function createRandom(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

type Source = (random: () => number) => (n: number) => number

const SOURCES: Readonly<Record<Sound, Source>> = {
  // What a microphone that is switched off still gives.
  silence: (random) => () => 1e-4 * (random() - 0.5),
  'white noise': (random) => () => 2 * random() - 1,
  'pink noise': pinkNoise,
  'brown noise'(random) {
    let level = 0
    return () => (level = 0.995 * level + 0.1 * (2 * random() - 1))
  },
  'hum 50 Hz': hum(50),
  'hum 60 Hz': hum(60),
  keyboard: keyboard,
}

/** Paul Kellet's three-pole filter of white noise. */
function pinkNoise(random: () => number): (n: number) => number {
  let [a, b, c] = [0, 0, 0]
  return () => {
    const white = 2 * random() - 1
    a = 0.99765 * a + white * 0.099046
    b = 0.963 * b + white * 0.2965164
    c = 0.57 * c + white * 1.0526913
    return (a + b + c + white * 0.1848) / 3
  }
}

/** Mains hum: odd harmonics the strongest, and a little noise. */
function hum(hertz: number): Source {
  const harmonics = [1, 0.3, 0.5, 0.1, 0.25, 0.05, 0.1]
  return (random) => (n) => {
    const sum = harmonics.reduce((total, level, k) => total + level * Math.sin((2 * Math.PI * hertz * (k + 1) * n) / SPEECH_RATE), 0)
    return sum / 2 + 0.01 * (random() - 0.5)
  }
}

/** Keys that go down and up again some 100 ms later: bursts of noise that die away within 10 ms. */
function keyboard(random: () => number): (n: number) => number {
  let [level, untilDown, untilUp] = [0, 0, Number.POSITIVE_INFINITY]
  return () => {
    if (untilDown-- <= 0) {
      level = 1
      untilUp = SPEECH_RATE * (0.06 + 0.08 * random())
      untilDown = untilUp + SPEECH_RATE * (0.02 + 0.4 * random())
    }
    if (untilUp-- <= 0) {
      level = 0.4
      untilUp = Number.POSITIVE_INFINITY
    }
    level *= 0.985
    return level * (2 * random() - 1) + 0.002 * (random() - 0.5)
  }
}
