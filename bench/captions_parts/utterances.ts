import { SPEECH_RATE } from '../../domain/audio.ts'
import type { Pcm } from '../../domain/audio.ts'

const FRAME_SAMPLES = SPEECH_RATE / 100
/** Half the frames that a level is averaged over: 50 ms in all, so that a click is not speech. */
const SMOOTH_FRAMES = 2
/** A pause at least this long ends an utterance, whatever Parley's own endpoint is. */
const PAUSE_MS = 600

export interface Utterance {
  /** From the clip's first sample, ms. */
  readonly startMs: number
  readonly endMs: number
}

/**
 * Where speech truly begins and ends in a clean recording: by level alone, so that the voice activity detector which
 * is being measured has no say in it. Speech is what is above a third of the way, in decibels, from the quiet level to
 * the loud one. PCM float32 [-1, 1], 16 kHz mono.
 */
export function findUtterances(pcm: Pcm): Utterance[] {
  const frames = Array.from({ length: Math.floor(pcm.length / FRAME_SAMPLES) }, (_, frame) => {
    let sum = 0
    for (const sample of pcm.subarray(frame * FRAME_SAMPLES, (frame + 1) * FRAME_SAMPLES)) sum += sample * sample
    return sum / FRAME_SAMPLES
  })
  const levels = frames.map((_, at) => {
    const near = frames.slice(Math.max(0, at - SMOOTH_FRAMES), at + SMOOTH_FRAMES + 1)
    return Math.sqrt(near.reduce((sum, power) => sum + power, 0) / near.length)
  })
  const sorted = levels.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? 0
  const loud = at(0.95)
  if (loud === 0) return []
  const quiet = Math.max(at(0.1), loud / 1_000)
  const threshold = quiet * (loud / quiet) ** (1 / 3)
  const utterances: { startMs: number; endMs: number }[] = []
  levels.forEach((level, frame) => {
    if (level <= threshold) return
    const startMs = frame * 10
    const last = utterances.at(-1)
    if (last && startMs - last.endMs < PAUSE_MS) last.endMs = startMs + 10
    else utterances.push({ startMs, endMs: startMs + 10 })
  })
  return utterances
}
