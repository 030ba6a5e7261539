import { InferenceSession, Tensor } from 'onnxruntime-node'
import type { Pcm } from '../../domain/audio.ts'
import { DomainError } from '../../domain/errors.ts'
import { HOP_SAMPLES, MELS, powerMel } from '../embeddings/power_mel.ts'
import { EMBEDDING_SIZE, meanDirection } from '../embeddings/speaker.ts'
import type { VoiceEncoder } from './voice_encoder.ts'

const PARTIAL_HOPS = 160
const STEP_HOPS = 77
/** A rest of this much gets a partial of its own, which ends with it. */
const REST_HOPS = 38
/** Quiet speech is raised to this, as in training: mean square. */
const LEVEL = 10 ** (-30 / 10)
const BATCH = 32

/**
 * Resemblyzer's GE2E encoder over pieces of one recording, whose spectrogram is made once: it has no logarithm, so a louder piece is the same
 * spectrogram times a number. Speech that is shorter than the 1.6 s which the network hears is repeated.
 * Throws DomainError `model-unavailable` when it cannot be loaded.
 */
export async function loadGe2eVoices(modelFile: string, { threads }: { threads: number }): Promise<VoiceEncoder> {
  const session = await InferenceSession.create(modelFile, { intraOpNumThreads: threads, interOpNumThreads: 1 }).catch((cause: unknown) => {
    throw new DomainError('model-unavailable', `Cannot load the speaker encoder from "${modelFile}"`, { cause })
  })
  let released: Promise<void> | null = null

  const run = async (partials: readonly Float32Array[]): Promise<Float32Array[]> => {
    const input = new Float32Array(partials.length * PARTIAL_HOPS * MELS)
    partials.forEach((partial, i) => input.set(partial, i * PARTIAL_HOPS * MELS))
    const { embeds } = await session.run({ mels: new Tensor('float32', input, [partials.length, PARTIAL_HOPS, MELS]) }).catch((cause: unknown) => {
      throw new DomainError('model-unavailable', 'Cannot tell voices apart: the model failed', { cause })
    })
    const data = embeds!.data as Float32Array
    return partials.map((_, i) => data.slice(i * EMBEDDING_SIZE, (i + 1) * EMBEDDING_SIZE))
  }
  return {
    // Of LibriSpeech, two people are 0.79 alike at the most and two parts of one person's speech 0.89 at the least; two men far away from the microphone 0.86.
    alike: 0.87,
    // 2 s of somebody are 0.80 like all of their speech at the least, 0.77 like another's at the most; 5 s like 5 s of another time are 0.78.
    again: 0.79,
    // 1.5 s of somebody are 0.76 like their other speech.
    near: 0.72,
    // Who is two people after some minutes of LibriSpeech is 0.81 alike at the most.
    same: 0.87,
    async embed(pcm, pieces, { signal } = {}) {
      const mels = powerMel(pcm)
      const last = mels.length / MELS - 1
      const partials: Float32Array[] = []
      const counts: number[] = []
      for (const hops of pieces) {
        const kept = hops.filter((hop) => hop <= last)
        const piece = pickHops(mels, kept.length > 0 ? kept : [last], gainOf(pcm, kept))
        const cut = cutPartials(piece)
        partials.push(...cut)
        counts.push(cut.length)
      }
      const vectors: Float32Array[] = []
      for (let at = 0; at < partials.length; at += BATCH) {
        signal?.throwIfAborted()
        vectors.push(...await run(partials.slice(at, at + BATCH)))
      }
      let at = 0
      return counts.map((count) => meanDirection(vectors.slice(at, at += count)))
    },
    close() {
      released ??= session.release()
      return released
    },
  }
}

/** How much the power of these hops is raised. */
function gainOf(pcm: Pcm, hops: readonly number[]): number {
  let [sum, count] = [0, 0]
  for (const hop of hops) {
    for (const sample of pcm.subarray(hop * HOP_SAMPLES, (hop + 1) * HOP_SAMPLES)) {
      sum += sample * sample
      count++
    }
  }
  return sum > 0 ? Math.max(1, LEVEL / (sum / count)) : 1
}

function pickHops(mels: Float32Array, hops: readonly number[], gain: number): Float32Array {
  const length = Math.max(PARTIAL_HOPS, hops.length)
  const picked = new Float32Array(length * MELS)
  for (let i = 0; i < length; i++) {
    const from = hops[i % hops.length]! * MELS
    for (let mel = 0; mel < MELS; mel++) picked[i * MELS + mel] = mels[from + mel]! * gain
  }
  return picked
}

function cutPartials(piece: Float32Array): Float32Array[] {
  const hops = piece.length / MELS
  const starts: number[] = []
  for (let start = 0; start + PARTIAL_HOPS <= hops; start += STEP_HOPS) starts.push(start)
  const end = starts.at(-1)! + PARTIAL_HOPS
  if (hops - end >= REST_HOPS) starts.push(hops - PARTIAL_HOPS)
  return starts.map((start) => piece.subarray(start * MELS, (start + PARTIAL_HOPS) * MELS))
}
