import { serveThread } from '../runtime/serve_thread.ts'
import type { Pcm } from '../../domain/audio.ts'
import { loadGe2eVoices } from './ge2e_voices.ts'
import { hearBlock } from './hear_block.ts'
import type { BlockOptions } from './hear_block.ts'
import { loadSegmentation } from './segmentation.ts'
import { loadWespeakerVoices } from './wespeaker_voices.ts'

export interface DiarizerThreadData {
  readonly segmentation: { readonly model: string; readonly windowS: number }
  readonly voices: { readonly kind: 'ge2e' | 'wespeaker'; readonly model: string }
  readonly threads: number
}

export interface BlockInput extends Omit<BlockOptions, 'signal'> {
  readonly pcm: Pcm
}

await serveThread(async ({ segmentation: { model, windowS }, voices: { kind, model: voiceModel }, threads }: DiarizerThreadData) => {
  const load = kind === 'ge2e' ? loadGe2eVoices : loadWespeakerVoices
  const [segmentation, voices] = await Promise.all([loadSegmentation(model, { windowS, threads }), load(voiceModel, { threads })])
  return {
    /** Resolves when the models are there: cosine above which two people turn out to be one. */
    same: async () => voices.same,
    hear: async ({ pcm, ...options }: BlockInput, { signal }) => hearBlock(pcm, { segmentation, voices }, { ...options, signal }),
  }
})
