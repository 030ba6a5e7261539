import { WeSpeakerFeatureExtractor } from '@huggingface/transformers'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { SPEECH_RATE } from '../../domain/audio.ts'
import { DomainError } from '../../domain/errors.ts'
import type { VoiceEncoder } from './voice_encoder.ts'

const MELS = 80
/** The network's strides need this many. */
const HOPS_MIN = 16

/**
 * WeSpeaker's ResNet34 (Wang et al., Wespeaker: a research and production oriented speaker embedding learning toolkit, 2023): `input_features`
 * [1, hops, 80], Kaldi's filter banks less their mean → 256 values. Not verified with the true weights, which were out of reach where this was
 * written: the threshold is that of pyannote's pipeline 3.1 for them.
 * Throws DomainError `model-unavailable` when it cannot be loaded.
 */
export async function loadWespeakerVoices(modelFile: string, { threads }: { threads: number }): Promise<VoiceEncoder> {
  const session = await InferenceSession.create(modelFile, { intraOpNumThreads: threads, interOpNumThreads: 1 }).catch((cause: unknown) => {
    throw new DomainError('model-unavailable', `Cannot load the speaker encoder from "${modelFile}"`, { cause })
  })
  const extract = new WeSpeakerFeatureExtractor({ sampling_rate: SPEECH_RATE, num_mel_bins: MELS, min_num_frames: HOPS_MIN, fbank_centering_span: null })
  let released: Promise<void> | null = null
  return {
    // Vectors of length 1 that are 0.7045 apart.
    alike: 0.75,
    again: 0.6,
    near: 0.5,
    same: 0.8,
    async embed(pcm, pieces, { signal } = {}) {
      const { input_features: { data, dims } } = await extract(pcm.length >= SPEECH_RATE / 10 ? pcm : pad(pcm)) as { input_features: { data: Float32Array; dims: number[] } }
      const last = dims[1]! - 1
      const vectors: Float32Array[] = []
      for (const hops of pieces) {
        signal?.throwIfAborted()
        const input = centre(pick(data, within(hops, last)))
        const outputs = await session.run({ [session.inputNames[0]!]: new Tensor('float32', input, [1, input.length / MELS, MELS]) }).catch((cause: unknown) => {
          throw new DomainError('model-unavailable', 'Cannot tell voices apart: the model failed', { cause })
        })
        const vector = outputs[session.outputNames[0]!]!.data as Float32Array
        const length = Math.hypot(...vector) || 1
        vectors.push(vector.map((value) => value / length))
      }
      return vectors
    },
    close() {
      released ??= session.release()
      return released
    },
  }
}

function pad(pcm: Float32Array): Float32Array {
  const padded = new Float32Array(SPEECH_RATE / 10)
  padded.set(pcm)
  return padded
}

function within(hops: readonly number[], last: number): readonly number[] {
  const kept = hops.filter((hop) => hop <= last)
  return kept.length > 0 ? kept : [last]
}

/** Hops one after the other, again and again if there are too few. */
function pick(data: Float32Array, hops: readonly number[]): Float32Array {
  const picked = new Float32Array(Math.max(HOPS_MIN, hops.length) * MELS)
  for (let i = 0; i < picked.length / MELS; i++) {
    const hop = hops[i % hops.length]!
    picked.set(data.subarray(hop * MELS, (hop + 1) * MELS), i * MELS)
  }
  return picked
}

/** The mean that was taken off before was the whole recording's. */
function centre(features: Float32Array): Float32Array {
  const hops = features.length / MELS
  for (let mel = 0; mel < MELS; mel++) {
    let mean = 0
    for (let hop = 0; hop < hops; hop++) mean += features[hop * MELS + mel]! / hops
    for (let hop = 0; hop < hops; hop++) features[hop * MELS + mel]! -= mean
  }
  return features
}
