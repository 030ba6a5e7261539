import type { SpeechFrame } from './segmenter.ts'
import { VAD_FRAME_MS } from './vad.ts'

/** From here on a pause ends the segment: it would be cut within 1.5 s anyway, and in the middle of speech. */
const SOFT_FRAMES = toFrames(3_500)
/** From here on a shorter one does; the closure of a plosive (50 to 100 ms) is below it. */
const SOFTER_FRAMES = toFrames(4_300)
const SHORT_PAUSE_FRAMES = toFrames(128)
/** The cut is looked for in this much of the end. */
const SEARCH_FRAMES = toFrames(1_000)
/** Enough for two to four words that both segments have: with 500 ms twice as many words came doubled at the borders. */
const OVERLAP_FRAMES = toFrames(960)

export function toFrames(ms: number): number {
  return Math.max(1, Math.round(ms / VAD_FRAME_MS))
}

/** The silence, in frames, that is enough to end a segment of that length. */
export function pauseThatCuts(lengthFrames: number, pauseFrames: number): number {
  if (lengthFrames >= SOFTER_FRAMES) return SHORT_PAUSE_FRAMES
  return lengthFrames >= SOFT_FRAMES ? pauseFrames : Number.POSITIVE_INFINITY
}

/**
 * Where to cut speech that has no pause: after the frame of the last second with the least speech × loudness, each
 * averaged with its neighbours; of equal ones the last. Nothing is repeated when all three are silent.
 * @param silence probability below which a frame is silent
 */
export function cutAtQuietest(frames: readonly SpeechFrame[], silence: number): { at: number; overlapFrames: number } {
  const first = Math.max(1, frames.length - SEARCH_FRAMES)
  const scores = frames.slice(first - 1).map(({ probability, pcm }) => probability * rms(pcm))
  let best = { index: first, score: Number.POSITIVE_INFINITY }
  for (let i = 1; i < scores.length - 1; i++) {
    const score = (scores[i - 1] ?? 0) + (scores[i] ?? 0) + (scores[i + 1] ?? 0)
    if (score <= best.score) best = { index: first - 1 + i, score }
  }
  const silent = frames.slice(best.index - 1, best.index + 2).every(({ probability }) => probability < silence)
  const at = best.index + 1
  return { at, overlapFrames: silent ? 0 : Math.min(OVERLAP_FRAMES, at) }
}

function rms(pcm: Float32Array): number {
  let sum = 0
  for (const sample of pcm) sum += sample * sample
  return Math.sqrt(sum / pcm.length)
}
