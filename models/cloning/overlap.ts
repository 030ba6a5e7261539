import { InferenceSession, Tensor } from 'onnxruntime-node'
import type { Pcm } from '../../domain/audio.ts'
import { SPEECH_RATE } from '../../domain/audio.ts'
import { DomainError } from '../../domain/errors.ts'

/** What the network was trained on. */
const WINDOW_SAMPLES = 5 * SPEECH_RATE
const SPEAKERS = 3
const ACTIVE = 0.5

export interface OverlapModel {
  /** Share of a clip in which two people or more speak at once, [0, 1]. @param pcm 16 kHz mono */
  share(pcm: Pcm): Promise<number>
  close(): Promise<void>
}

/**
 * pyannote's segmentation network (Bredin and Laurent, End-to-end speaker segmentation for overlap-aware resegmentation, 2021): `input_values`
 * [1, 1, 80000] → activity of up to three speakers a frame. Throws DomainError `model-unavailable` when it cannot be loaded.
 */
export async function loadOverlapModel(modelFile: string): Promise<OverlapModel> {
  const session = await InferenceSession.create(modelFile, { intraOpNumThreads: 1, interOpNumThreads: 1 }).catch((cause: unknown) => {
    throw new DomainError('model-unavailable', `Cannot load the segmentation model from "${modelFile}"`, { cause })
  })
  let released: Promise<void> | null = null
  return {
    async share(pcm) {
      let [overlapping, frames] = [0, 0]
      for (let start = 0; start < pcm.length; start += WINDOW_SAMPLES) {
        const window = new Float32Array(WINDOW_SAMPLES)
        window.set(pcm.subarray(start, start + WINDOW_SAMPLES))
        const { scores } = await session.run({ input_values: new Tensor('float32', window, [1, 1, WINDOW_SAMPLES]) }).catch((cause: unknown) => {
          throw new DomainError('model-unavailable', 'Cannot tell who speaks: the model failed', { cause })
        })
        const activity = scores!.data as Float32Array
        for (let at = 0; at < activity.length; at += SPEAKERS) {
          const active = activity.subarray(at, at + SPEAKERS).filter((score) => score > ACTIVE).length
          if (active > 0) frames++
          if (active > 1) overlapping++
        }
      }
      return frames === 0 ? 0 : overlapping / frames
    },
    close() {
      released ??= session.release()
      return released
    },
  }
}
