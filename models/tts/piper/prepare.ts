import { readFile } from 'node:fs/promises'
import { isUnwritable, prepareGraph } from '../../onnx/prepare.ts'
import { readGraph } from '../../onnx/read.ts'
import { DECODER_VERSION, ENCODER_VERSION, reachOf, toDecoder, toEncoder } from './split.ts'
import type { Reach } from './reach.ts'

export interface PreparedVoice {
  /** Path of the graph up to the latents; of the whole voice where `decoder` is null. */
  readonly encoder: string
  readonly decoder: { readonly path: string; readonly reach: Reach } | null
}

/**
 * Makes the two graphs of a voice, or finds them in the cache: latents of a sentence, and sound of any stretch of them. A voice of another form,
 * or a cache that cannot be written, leaves the voice in one graph, which speaks a sentence at once.
 * Throws DomainError `model-unavailable` for a file that is missing or no model.
 */
export async function prepareVoice(source: string, cacheFolder: string): Promise<PreparedVoice> {
  const whole = { encoder: source, decoder: null }
  try {
    const decoder = await prepareGraph({ source, cacheFolder, edit: toDecoder, version: DECODER_VERSION })
    if (decoder === source) return whole
    const encoder = await prepareGraph({ source, cacheFolder, edit: toEncoder, version: ENCODER_VERSION })
    return { encoder, decoder: { path: decoder, reach: reachOf(readGraph(await readFile(decoder))) } }
  } catch (error) {
    if (isUnwritable(error)) return whole
    throw error
  }
}
