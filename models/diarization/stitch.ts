import { activeFrames } from './local_speech.ts'
import type { LocalSpeech } from './local_speech.ts'
import { LOCAL_SPEAKERS } from './powerset.ts'
import type { Segmentation } from './segmentation.ts'

/** Somebody speaks where half of the windows hear anyone: fewer fill the pauses. */
const SPOKEN_SHARE = 0.5
/** One more speaks where this share of the windows hear it: those in which somebody louder speaks later miss the quieter one. */
const BESIDE_SHARE = 0.35

/** When each voice speaks: a frame is `frameS` long, 1 says that the voice speaks in it. */
export interface VoiceFrames {
  readonly frameS: number
  readonly voices: readonly Uint8Array[]
}

/**
 * Joins windows that overlap. Windows say how many speak at once in each frame and how active each voice is; the most active
 * voices of a frame speak in it. The middle of a window counts more than its ends (Hamming). As in pyannote's pipelines (Bredin, 2023).
 * @param voiceOf number of the voice of each local speaker
 */
export function stitch(
  { windows, frames, frameS, stepS }: Segmentation, speech: readonly LocalSpeech[], { voiceOf, voices }: { voiceOf: readonly number[]; voices: number },
): VoiceFrames {
  const first = (window: number) => Math.round((window * stepS) / frameS)
  const length = first(windows.length - 1) + frames
  const weights = Float64Array.from({ length: frames }, (_, i) => 0.54 - 0.46 * Math.cos((2 * Math.PI * i) / Math.max(1, frames - 1)))
  const [total, speaking] = [new Float64Array(length), new Float64Array(length)]
  const activity = Array.from({ length: voices }, () => new Float64Array(length))

  const ofWindow = new Map<number, Map<number, number[]>>()
  speech.forEach(({ window, local }, i) => {
    const here = ofWindow.get(window) ?? new Map<number, number[]>()
    ofWindow.set(window, here.set(voiceOf[i]!, [...(here.get(voiceOf[i]!) ?? []), local]))
  })
  windows.forEach((scores, window) => {
    const start = first(window)
    const active = activeFrames(scores)
    const here = [...(ofWindow.get(window) ?? [])]
    for (let frame = 0; frame < frames; frame++) {
      const at = frame * LOCAL_SPEAKERS
      const weight = weights[frame]!
      total[start + frame]! += weight
      for (let local = 0; local < LOCAL_SPEAKERS; local++) speaking[start + frame]! += weight * active[at + local]!
      for (const [voice, locals] of here) activity[voice]![start + frame]! += weight * Math.max(...locals.map((local) => scores[at + local]!))
    }
  })

  const result = Array.from({ length: voices }, () => new Uint8Array(length))
  for (let frame = 0; frame < length; frame++) {
    const heard = speaking[frame]! / total[frame]!
    if (heard < SPOKEN_SHARE) continue
    const count = Math.max(1, Math.floor(heard + 1 - BESIDE_SHARE))
    const order = activity.map((row, voice) => ({ voice, value: row[frame]! })).filter(({ value }) => value > 0).sort((a, b) => b.value - a.value)
    for (const { voice } of order.slice(0, count)) result[voice]![frame] = 1
  }
  return { frameS, voices: result }
}
