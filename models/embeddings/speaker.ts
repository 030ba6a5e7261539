import { InferenceSession, Tensor } from 'onnxruntime-node'
import type { Pcm } from '../../domain/audio.ts'
import { samplesToMs } from '../../domain/audio.ts'
import { DomainError } from '../../domain/errors.ts'
import { HOP_SAMPLES, MELS, powerMel } from './power_mel.ts'

/** Length of a speaker's embedding. */
export const EMBEDDING_SIZE = 256
/** What the network hears at once: 1.6 s. */
const PARTIAL_FRAMES = 160
/** 1.3 partials a second. */
const STEP_FRAMES = 77
/** A last partial that is mostly past the end is left out. */
const COVERAGE_MIN = 0.75
/** Quiet speech is raised to this, as in training; loud speech stays. */
const LEVEL_DBFS = -30
const BATCH = 32

export interface SpeakerPartial {
  readonly startMs: number
  /** 256 values, of length 1. */
  readonly embedding: Float32Array
}

/** Turns speech into vectors that lie close together when one person speaks. */
export interface SpeakerEncoder {
  /** One vector of length 1 for all of it. @param pcm 16 kHz mono, with the pauses left out if there are long ones */
  embed(pcm: Pcm): Promise<Float32Array>
  /** One vector for each 1.6 s, every 0.77 s. */
  embedPartials(pcm: Pcm): Promise<SpeakerPartial[]>
  close(): Promise<void>
}

/**
 * Resemblyzer's GE2E encoder (Wan et al., Generalized End-to-End Loss for Speaker Verification, 2018): `mels` [batch, 160, 40] → `embeds`
 * [batch, 256]. Partials and their mean as in Resemblyzer's `embed_utterance`.
 * Throws DomainError `model-unavailable` when it cannot be loaded, `invalid-audio` for no samples.
 */
export async function loadSpeakerEncoder(modelFile: string): Promise<SpeakerEncoder> {
  const session = await InferenceSession.create(modelFile, { intraOpNumThreads: 1, interOpNumThreads: 1 }).catch((cause: unknown) => {
    throw new DomainError('model-unavailable', `Cannot load the speaker encoder from "${modelFile}"`, { cause })
  })
  let released: Promise<void> | null = null

  const embedPartials = async (pcm: Pcm): Promise<SpeakerPartial[]> => {
    if (pcm.length === 0) throw new DomainError('invalid-audio', 'Cannot tell the speaker of 0 samples')
    const starts = partialStarts(pcm.length)
    const end = (starts.at(-1)! + PARTIAL_FRAMES) * HOP_SAMPLES
    const padded = new Float32Array(Math.max(pcm.length, end))
    padded.set(raise(pcm))
    const mels = powerMel(padded)
    const partials: SpeakerPartial[] = []
    for (let first = 0; first < starts.length; first += BATCH) {
      const batch = starts.slice(first, first + BATCH)
      const input = new Float32Array(batch.length * PARTIAL_FRAMES * MELS)
      batch.forEach((start, i) => input.set(mels.subarray(start * MELS, (start + PARTIAL_FRAMES) * MELS), i * PARTIAL_FRAMES * MELS))
      const { embeds } = await session.run({ mels: new Tensor('float32', input, [batch.length, PARTIAL_FRAMES, MELS]) }).catch((cause: unknown) => {
        throw new DomainError('model-unavailable', 'Cannot tell the speaker: the model failed', { cause })
      })
      const data = embeds!.data as Float32Array
      batch.forEach((start, i) => partials.push({
        startMs: samplesToMs(start * HOP_SAMPLES), embedding: data.slice(i * EMBEDDING_SIZE, (i + 1) * EMBEDDING_SIZE),
      }))
    }
    return partials
  }
  return {
    embedPartials,
    embed: async (pcm) => meanDirection((await embedPartials(pcm)).map(({ embedding }) => embedding)),
    close() {
      released ??= session.release()
      return released
    },
  }
}

/** Cosine of the angle between two embeddings: 1 for the same voice. */
export function similarity(a: Float32Array, b: Float32Array): number {
  let [ab, aa, bb] = [0, 0, 0]
  for (let i = 0; i < a.length; i++) {
    ab += a[i]! * b[i]!
    aa += a[i]! ** 2
    bb += b[i]! ** 2
  }
  return ab / Math.sqrt(aa * bb || 1)
}

/** The mean of vectors, made of length 1. */
export function meanDirection(vectors: readonly Float32Array[]): Float32Array {
  const mean = new Float32Array(vectors[0]!.length)
  for (const vector of vectors) for (let i = 0; i < mean.length; i++) mean[i]! += vector[i]!
  const length = Math.hypot(...mean) || 1
  return mean.map((value) => value / length)
}

/** First frames of the partials of so many samples. */
function partialStarts(samples: number): number[] {
  const frames = Math.ceil((samples + 1) / HOP_SAMPLES)
  const starts: number[] = []
  for (let start = 0; start < Math.max(1, frames - PARTIAL_FRAMES + STEP_FRAMES + 1); start += STEP_FRAMES) starts.push(start)
  const coverage = (samples - starts.at(-1)! * HOP_SAMPLES) / (PARTIAL_FRAMES * HOP_SAMPLES)
  if (coverage < COVERAGE_MIN && starts.length > 1) starts.pop()
  return starts
}

function raise(pcm: Pcm): Pcm {
  let sum = 0
  for (const sample of pcm) sum += sample * sample
  const dbfs = 10 * Math.log10(sum / pcm.length)
  if (!Number.isFinite(dbfs) || dbfs >= LEVEL_DBFS) return pcm
  const gain = 10 ** ((LEVEL_DBFS - dbfs) / 20)
  return pcm.map((sample) => sample * gain)
}
