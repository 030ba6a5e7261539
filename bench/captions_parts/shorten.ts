import { SPEECH_RATE, msToSamples } from '../../domain/audio.ts'
import type { Pcm } from '../../domain/audio.ts'

/** What a pause between two words may last, ms. */
const PAUSE_MS = 80
const FADE_MS = 20

/**
 * The beginning of a clip, up to its quietest moment in the middle (40 to 70 % of it): an utterance with other words than the
 * whole, so that nothing of it waits in a cache. PCM float32 [-1, 1], 16 kHz mono.
 */
export function shorten(pcm: Pcm): Pcm {
  const width = msToSamples(PAUSE_MS)
  const step = SPEECH_RATE / 100
  let [cut, quietest] = [pcm.length, Infinity]
  for (let at = Math.floor(pcm.length * 0.4); at + width < pcm.length * 0.7; at += step) {
    let power = 0
    for (let i = at; i < at + width; i++) power += pcm[i]! ** 2
    if (power < quietest) [cut, quietest] = [at + width / 2, power]
  }
  const kept = pcm.slice(0, cut)
  const fade = Math.min(msToSamples(FADE_MS), kept.length)
  for (let i = 0; i < fade; i++) kept[kept.length - 1 - i]! *= i / fade
  return kept
}
