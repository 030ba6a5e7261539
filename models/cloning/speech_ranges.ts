import type { Pcm } from '../../domain/audio.ts'
import { SPEECH_RATE } from '../../domain/audio.ts'
import type { VoiceActivityModel } from '../vad/vad.ts'
import { VAD_FRAME_MS, VAD_FRAME_SAMPLES } from '../vad/vad.ts'

/** Hysteresis as in the segmenter. */
const START = 0.5
const STOP = 0.35
/** Silence within words and between them is speech; what is longer is a pause. */
const GAP_FRAMES = Math.round(250 / VAD_FRAME_MS)
/** Speech that is shorter than this is a noise. */
const SHORTEST_FRAMES = Math.round(160 / VAD_FRAME_MS)

/** Kept before and after: soft consonants are missed. */
const PAD_FRAMES = 2

/** From and to, ms since the beginning of the clip. */
export interface SpeechRange {
  readonly startMs: number
  readonly endMs: number
}

/** Where somebody speaks in a clip. @param pcm 16 kHz mono. Throws what the model throws, and the signal's reason. */
export async function findSpeech(pcm: Pcm, { vad, signal }: { vad: VoiceActivityModel; signal?: AbortSignal }): Promise<SpeechRange[]> {
  const detector = vad.open()
  try {
    const ranges: { start: number; end: number }[] = []
    let speaking = false
    for (let frame = 0; (frame + 1) * VAD_FRAME_SAMPLES <= pcm.length; frame++) {
      signal?.throwIfAborted()
      const probability = await detector.probability(pcm.subarray(frame * VAD_FRAME_SAMPLES, (frame + 1) * VAD_FRAME_SAMPLES))
      speaking = probability >= (speaking ? STOP : START)
      if (!speaking) continue
      const last = ranges.at(-1)
      if (last && frame - last.end <= GAP_FRAMES) last.end = frame + 1
      else ranges.push({ start: frame, end: frame + 1 })
    }
    const frames = Math.floor(pcm.length / VAD_FRAME_SAMPLES)
    return ranges.filter(({ start, end }) => end - start >= SHORTEST_FRAMES).map(({ start, end }) => ({
      startMs: Math.max(0, start - PAD_FRAMES) * VAD_FRAME_MS, endMs: Math.min(frames, end + PAD_FRAMES) * VAD_FRAME_MS,
    }))
  } finally {
    await detector.close()
  }
}

/** How much speech ranges hold, ms. */
export function speechLengthMs(ranges: readonly SpeechRange[]): number {
  return ranges.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0)
}

/** Speech without its pauses: the ranges, one after the other. Of PCM in any rate. */
export function keepSpeech<T extends Float32Array | Int16Array>(pcm: T, ranges: readonly SpeechRange[], { rateHz = SPEECH_RATE } = {}): T {
  const parts = ranges.map(({ startMs, endMs }) => pcm.subarray(Math.round((startMs * rateHz) / 1_000), Math.round((endMs * rateHz) / 1_000)))
  const kept = (pcm instanceof Int16Array ? Int16Array : Float32Array)
  const all = new kept(parts.reduce((sum, { length }) => sum + length, 0)) as T
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
