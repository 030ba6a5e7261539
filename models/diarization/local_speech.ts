import { LOCAL_SPEAKERS } from './powerset.ts'
import type { Segmentation } from './segmentation.ts'

/** Frames whose activity is above it are speech. Other values trade missed against false speech one for one. */
const ACTIVE = 0.6
/** Less of one voice than this in a window is a click. */
const SHORTEST_S = 0.1
/** With less than this of a voice alone, what it says together with others is heard as well. */
const ALONE_MIN_S = 0.5

/** What one local speaker says in one window. */
export interface LocalSpeech {
  readonly window: number
  readonly local: number
  /** Seconds that nobody else speaks. */
  readonly aloneS: number
  /** Frames of the window to know the voice by: those in which nobody else speaks, if there are enough. */
  readonly frames: readonly number[]
}

/** Whether each local speaker is active: [frames, 3] of 0 and 1. */
export function activeFrames(window: Float32Array): Uint8Array {
  return Uint8Array.from(window, (score) => (score > ACTIVE ? 1 : 0))
}

/** Every local speaker of every window, in order. */
export function findLocalSpeech({ windows, frames, frameS }: Pick<Segmentation, 'windows' | 'frames' | 'frameS'>): LocalSpeech[] {
  return windows.flatMap((scores, window) => {
    const active = activeFrames(scores)
    const voices = Array.from({ length: LOCAL_SPEAKERS }, () => ({ all: [] as number[], alone: [] as number[] }))
    for (let frame = 0; frame < frames; frame++) {
      const here = voices.filter((_, local) => active[frame * LOCAL_SPEAKERS + local] === 1)
      for (const voice of here) voice.all.push(frame)
      if (here.length === 1) here[0]!.alone.push(frame)
    }
    return voices.flatMap(({ all, alone }, local) => {
      if (all.length * frameS < SHORTEST_S) return []
      const aloneS = alone.length * frameS
      return [{ window, local, aloneS, frames: aloneS >= ALONE_MIN_S ? alone : all }]
    })
  })
}
