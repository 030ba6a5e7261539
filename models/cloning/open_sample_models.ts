import { join } from 'node:path'
import { loadSpeakerEncoder } from '../embeddings/speaker.ts'
import type { ModelStore } from '../store/store.ts'
import { loadSilero } from '../vad/silero.ts'
import type { SampleModels } from './check_sample.ts'
import { loadOverlapModel } from './overlap.ts'

export interface OpenedSampleModels extends SampleModels {
  close(): Promise<void>
}

/** What `checkSample` needs, from the shipped weights. Throws DomainError `model-unavailable`. */
export async function openSampleModels({ store }: { store: Pick<ModelStore, 'locate'> }): Promise<OpenedSampleModels> {
  const file = async (id: 'silero-vad' | 'ge2e-speaker-encoder' | 'pyannote-segmentation') => join(await store.locate(id), 'model.onnx')
  const [vad, encoder, overlap] = await Promise.all([
    file('silero-vad').then(loadSilero), file('ge2e-speaker-encoder').then(loadSpeakerEncoder), file('pyannote-segmentation').then(loadOverlapModel),
  ])
  return {
    vad, encoder, overlap,
    close: async () => {
      await Promise.all([vad.close(), encoder.close(), overlap.close()])
    },
  }
}
