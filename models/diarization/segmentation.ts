import { InferenceSession, Tensor } from 'onnxruntime-node'
import type { Pcm } from '../../domain/audio.ts'
import { SPEECH_RATE } from '../../domain/audio.ts'
import { DomainError } from '../../domain/errors.ts'
import { LOCAL_SPEAKERS, fromPowerset } from './powerset.ts'

const STEP_SAMPLES = 8_000
const BATCH = 8
const POWERSET_CLASSES = 7

/** Who speaks in each window of a stretch of audio. A local speaker's number means nothing outside its window. */
export interface Segmentation {
  /** A window: activity [frames, 3] in [0, 1], one frame after the other. */
  readonly windows: readonly Float32Array[]
  readonly frames: number
  readonly frameS: number
  readonly stepS: number
}

export interface SegmentationModel {
  /** @param pcm 16 kHz mono, any length above 0. Throws the signal's reason. */
  segment(pcm: Pcm, options?: { signal?: AbortSignal }): Promise<Segmentation>
  close(): Promise<void>
}

/**
 * pyannote's segmentation networks, on windows every half second: `segmentation` (Bredin and Laurent, 2021; activity of three local speakers, 5 s)
 * and `segmentation-3.0` (Plaquet and Bredin, Powerset multi-class cross entropy loss, 2023; seven classes, 10 s). Which one it is shows in what
 * comes out. Throws DomainError `model-unavailable` when it cannot be loaded or fails.
 */
export async function loadSegmentation(modelFile: string, { windowS, threads }: { windowS: number; threads: number }): Promise<SegmentationModel> {
  const session = await InferenceSession.create(modelFile, { intraOpNumThreads: threads, interOpNumThreads: 1 }).catch((cause: unknown) => {
    throw new DomainError('model-unavailable', `Cannot load the segmentation model from "${modelFile}"`, { cause })
  })
  const windowSamples = windowS * SPEECH_RATE
  let released: Promise<void> | null = null

  const run = async (input: Float32Array, count: number): Promise<Float32Array[]> => {
    const outputs = await session.run({ [session.inputNames[0]!]: new Tensor('float32', input, [count, 1, windowSamples]) }).catch((cause: unknown) => {
      throw new DomainError('model-unavailable', 'Cannot tell who speaks: the model failed', { cause })
    })
    const { data, dims } = outputs[session.outputNames[0]!]!
    const classes = dims[2]
    if (classes !== LOCAL_SPEAKERS && classes !== POWERSET_CLASSES) {
      throw new DomainError('model-unavailable', `Cannot tell who speaks: the model answered with ${dims.join(' × ')} numbers`)
    }
    const size = data.length / count
    const rows = Array.from({ length: count }, (_, i) => (data as Float32Array).slice(i * size, (i + 1) * size))
    return classes === POWERSET_CLASSES ? rows.map(fromPowerset) : rows
  }
  return {
    async segment(pcm, { signal } = {}) {
      const count = Math.max(1, Math.ceil((pcm.length - windowSamples) / STEP_SAMPLES) + 1)
      const windows: Float32Array[] = []
      while (windows.length < count) {
        signal?.throwIfAborted()
        const size = Math.min(BATCH, count - windows.length)
        const input = new Float32Array(size * windowSamples)
        for (let i = 0; i < size; i++) {
          const start = (windows.length + i) * STEP_SAMPLES
          input.set(pcm.subarray(start, start + windowSamples), i * windowSamples)
        }
        windows.push(...await run(input, size))
      }
      const frames = windows[0]!.length / LOCAL_SPEAKERS
      return { windows, frames, frameS: windowS / frames, stepS: STEP_SAMPLES / SPEECH_RATE }
    },
    close() {
      released ??= session.release()
      return released
    },
  }
}
