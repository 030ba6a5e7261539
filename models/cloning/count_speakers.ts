import type { Pcm } from '../../domain/audio.ts'
import type { SpeakerEncoder } from '../embeddings/speaker.ts'
import { meanDirection, similarity } from '../embeddings/speaker.ts'
import type { OverlapModel } from './overlap.ts'

/** Two halves of one person's speech are more alike than this (0.82 at the least of 24 mixes), of two people's less (0.79 at the most of 96). */
const ALIKE = 0.79
/** A voice that shows in fewer windows of 1.6 s is a cough, a laugh or a noise. */
const WINDOWS_MIN = 3
/** More of it at once is no mishearing of the segmentation. */
const OVERLAP_MAX = 0.05
const ROUNDS = 10

export interface SpeakerCount {
  /** 1, or 2 for two and more. */
  readonly speakers: 1 | 2
  /** Cosine between the two voices that the speech falls apart into best. */
  readonly alike: number
  /** Share in which people speak at once. */
  readonly overlap: number
}

/**
 * Whether more than one person speaks: windows of speech are put into two groups (2-means on the sphere, from the two least alike), which lie apart
 * when they are two people; speech at once is what the segmentation model hears. Thresholds come from LibriSpeech mixes, see bench/README.md.
 * @param pcm speech without pauses, 16 kHz mono
 */
export async function countSpeakers(pcm: Pcm, { encoder, overlap: model }: { encoder: SpeakerEncoder; overlap: OverlapModel }): Promise<SpeakerCount> {
  const { alike, smaller } = split((await encoder.embedPartials(pcm)).map(({ embedding }) => embedding))
  const overlap = await model.share(pcm)
  return { speakers: (alike < ALIKE && smaller >= WINDOWS_MIN) || overlap > OVERLAP_MAX ? 2 : 1, alike, overlap }
}

function split(windows: readonly Float32Array[]): { alike: number; smaller: number } {
  let centres = farthest(windows)
  let groups: Float32Array[][] = [[], []]
  for (let round = 0; round < ROUNDS; round++) {
    groups = [[], []]
    for (const window of windows) groups[similarity(window, centres[0]) >= similarity(window, centres[1]) ? 0 : 1]!.push(window)
    if (groups.some(({ length }) => length === 0)) return { alike: 1, smaller: 0 }
    centres = [meanDirection(groups[0]!), meanDirection(groups[1]!)]
  }
  return { alike: similarity(...centres), smaller: Math.min(...groups.map(({ length }) => length)) }
}

function farthest(windows: readonly Float32Array[]): [Float32Array, Float32Array] {
  let pair: [Float32Array, Float32Array] = [windows[0]!, windows[0]!]
  let least = Number.POSITIVE_INFINITY
  windows.forEach((a, i) => windows.slice(i + 1).forEach((b) => {
    const alike = similarity(a, b)
    if (alike >= least) return
    least = alike
    pair = [a, b]
  }))
  return pair
}
