import { SPEECH_RATE } from '../../domain/audio.ts'
import type { Pcm } from '../../domain/audio.ts'
import { createRandom, makeSound } from '../../tests/sounds.ts'
import { readAudio } from '../captions_parts/script.ts'
import type { RecordedSounds } from './recorded_sounds.ts'
import { throughOpus } from './through_opus.ts'

/** One minute in which nobody speaks. */
export interface Minute {
  readonly kind: 'keyboard' | 'music' | 'noise'
  /** What it is made of, to find it again. */
  readonly what: string
  readonly pcm: Pcm
}

const MINUTE_SAMPLES = 60 * SPEECH_RATE
/** Peaks of what a microphone hears of it, between quiet and too loud. */
const [QUIETEST, LOUDEST] = [0.01, 0.5]
const NOISES = ['white', 'pink', 'brown', 'hum', 'fan', 'knocks', 'effects'] as const

/**
 * Minutes of keyboard, music and noise in turn, as a microphone sends them (Opus and back). Recordings where there are some,
 * synthesised otherwise. The same numbers give the same minutes.
 * @param from number of the first minute
 */
export async function* nonSpeech(sounds: RecordedSounds, { minutes, from = 0 }: { minutes: number; from?: number }): AsyncGenerator<Minute> {
  const keys = await Promise.all(sounds.keys.map(readAudio))
  const effects = await Promise.all(sounds.effects.map(readAudio))
  const music = musicMinutes(sounds.music)
  for (let number = 0; number < from + minutes; number++) {
    const random = createRandom(1_000 + number)
    const kind = (['keyboard', 'music', 'noise'] as const)[number % 3]!
    const skipped = number < from
    if (kind === 'music' && sounds.music.length > 0) {
      const { value } = await music.next()
      if (!skipped && value) yield finish(kind, value.what, value.pcm, random)
      continue
    }
    if (skipped) continue
    if (kind === 'keyboard') yield finish(kind, 'keyboard', keys.length > 0 ? typing(keys, random) : makeSound('keyboard', { seconds: 60, seed: number }), random)
    else if (kind === 'music') yield finish(kind, 'chords', chords(random), random)
    else yield finish(kind, ...noise(NOISES[Math.floor(number / 3) % NOISES.length]!, effects, { random, seed: number }), random)
  }
}

async function finish(kind: Minute['kind'], what: string, pcm: Pcm, random: () => number): Promise<Minute> {
  const peak = pcm.reduce((most, sample) => Math.max(most, Math.abs(sample)), 1e-9)
  const gain = (QUIETEST * (LOUDEST / QUIETEST) ** random()) / peak
  return { kind, what, pcm: await throughOpus(pcm.map((sample) => gain * sample)) }
}

/** Each piece minute by minute, in another order than by name, and over again when all have been played. */
async function* musicMinutes(files: readonly string[]): AsyncGenerator<{ what: string; pcm: Pcm }> {
  const random = createRandom(7)
  const order = files.map((file) => ({ file, at: random() })).toSorted((a, b) => a.at - b.at)
  for (;;) {
    for (const { file } of order) {
      const piece = await readAudio(file)
      for (let at = 0; at + MINUTE_SAMPLES / 2 <= piece.length; at += MINUTE_SAMPLES) {
        const pcm = new Float32Array(MINUTE_SAMPLES)
        pcm.set(piece.subarray(at, at + MINUTE_SAMPLES))
        yield { what: `${file.split('/').at(-1)} ${at / MINUTE_SAMPLES}`, pcm }
      }
    }
  }
}

/** Two to twelve keys a second with breaks, each a recording of one going down or up; a quiet room behind them. */
function typing(keys: readonly Pcm[], random: () => number): Pcm {
  const pcm = Float32Array.from({ length: MINUTE_SAMPLES }, () => 1e-3 * (random() - 0.5))
  for (let at = 0; at < MINUTE_SAMPLES;) {
    add(pcm, keys[Math.floor(random() * keys.length)]!, at, 0.5 + 0.5 * random())
    at += Math.floor(SPEECH_RATE * (random() < 0.05 ? 1 + 3 * random() : 0.04 + 0.25 * random()))
  }
  return pcm
}

function noise(kind: (typeof NOISES)[number], effects: readonly Pcm[], { random, seed }: { random: () => number; seed: number }): [what: string, pcm: Pcm] {
  const sound = (name: Parameters<typeof makeSound>[0]) => makeSound(name, { seconds: 60, seed })
  switch (kind) {
    case 'white':
    case 'pink':
    case 'brown': return [kind, sound(`${kind} noise`)]
    case 'hum': return [kind, sound(seed % 2 ? 'hum 50 Hz' : 'hum 60 Hz')]
    // Air and blades: brown and pink noise that swells some times a second.
    case 'fan': {
      const [air, hiss, hertz] = [sound('brown noise'), sound('pink noise'), 2 + 20 * random()]
      return [kind, air.map((sample, n) => (sample + 0.5 * hiss[n]!) * (1 + 0.3 * Math.sin((2 * Math.PI * hertz * n) / SPEECH_RATE)))]
    }
    case 'effects':
      if (effects.length > 0) return [kind, scatter(effects, random)]
    // Otherwise, and for knocks: wood that is hit, some times a second in groups.
    case 'knocks': return ['knocks', scatter([90, 140, 210, 400].map((hertz) => knock(hertz, random)), random)]
  }
}

/** Sounds one after the other with pauses of up to two seconds, over a quiet room. */
function scatter(sounds: readonly Pcm[], random: () => number): Pcm {
  const pcm = Float32Array.from({ length: MINUTE_SAMPLES }, () => 2e-3 * (random() - 0.5))
  for (let at = 0; at < MINUTE_SAMPLES;) {
    const one = sounds[Math.floor(random() * sounds.length)]!
    add(pcm, one, at, 0.3 + 0.7 * random())
    at += Math.floor(Math.min(one.length, 3 * SPEECH_RATE) + SPEECH_RATE * (random() < 0.6 ? 0.25 * random() : 2 * random()))
  }
  return pcm
}

function knock(hertz: number, random: () => number): Pcm {
  return Float32Array.from({ length: SPEECH_RATE / 5 }, (_, n) =>
    Math.exp((-25 * n) / SPEECH_RATE) * (0.7 * Math.sin((2 * Math.PI * hertz * n) / SPEECH_RATE) + 0.3 * (random() - 0.5)))
}

/** Major and minor chords of a few harmonics, for a machine without recordings. */
function chords(random: () => number): Pcm {
  const pcm = new Float32Array(MINUTE_SAMPLES)
  for (let at = 0; at < MINUTE_SAMPLES; at += SPEECH_RATE) {
    const root = 110 * 2 ** (Math.floor(24 * random()) / 12)
    for (const ratio of [1, random() < 0.5 ? 1.25 : 1.2, 1.5]) {
      add(pcm, Float32Array.from({ length: 1.5 * SPEECH_RATE }, (_, n) =>
        Math.exp((-2 * n) / SPEECH_RATE) * [1, 0.5, 0.25].reduce((sum, level, k) => sum + level * Math.sin((2 * Math.PI * root * ratio * (k + 1) * n) / SPEECH_RATE), 0)), at, 0.3)
    }
  }
  return pcm
}

function add(pcm: Pcm, sound: Pcm, at: number, gain: number): void {
  const end = Math.min(sound.length, pcm.length - at)
  for (let n = 0; n < end; n++) pcm[at + n]! += gain * sound[n]!
}
