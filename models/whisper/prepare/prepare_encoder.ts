import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isUnwritable, prepareGraph } from '../../onnx/prepare.ts'
import { readGraph } from '../../onnx/read.ts'
import { fuseAttention } from './fuse_attention.ts'
import { sizeEncoder } from './size_encoder.ts'
import { weighSteps } from './weigh_steps.ts'
import type { Sized } from './size_encoder.ts'

export interface PreparedEncoder {
  /** Path of the graph to open. */
  readonly path: string
  /** True where it is not the file as it came. */
  readonly edited: boolean
  readonly windows: 'any' | 'full'
  /** Why short windows are not to be had. */
  readonly reason: string | null
}

/** Changes when one of the edits does: what was edited before is edited anew. */
const VERSION = 'sized-3'

/** Path of an encoder in transformers.js layout, dtype q8. */
export const encoderPath = (folder: string): string => join(folder, 'onnx', 'encoder_model_quantized.onnx')

/**
 * Finds out whether a Whisper's encoder takes short windows, and makes it take them where that can be done. What is made is kept in
 * the cache; without a cache, or with one that cannot be written, the full window remains.
 * Throws DomainError `model-unavailable` for a graph that is missing or broken.
 */
export async function prepareEncoder(folder: string, { cacheFolder, steps }: { cacheFolder: string | null; steps: number }): Promise<PreparedEncoder> {
  const source = encoderPath(folder)
  let sized: Sized = { windows: 'edited' }
  const as = (path: string, reason: string | null = null): PreparedEncoder => ({ path, edited: path !== source, windows: reason === null ? 'any' : 'full', reason })
  const outcome = (path: string) => as(path, sized.windows === 'full' ? sized.reason : null)

  if (cacheFolder === null) {
    sized = sizeEncoder(readGraph(await readFile(source)), { steps })
    return sized.windows === 'edited' ? as(source, 'there is no cache to keep the changed graph in') : outcome(source)
  }
  try {
    return outcome(await prepareGraph({
      source, cacheFolder, version: VERSION,
      edit(model) {
        sized = sizeEncoder(model, { steps })
        // One that takes full windows alone is left as it came: a graph that is found in the cache takes any.
        if (sized.windows === 'full') return false
        const fused = fuseAttention(model)
        weighSteps(model, { steps })
        return fused > 0 || sized.windows === 'edited'
      },
    }))
  } catch (error) {
    if (!isUnwritable(error)) throw error
    if (sized.windows !== 'edited') return outcome(source)
    return as(source, `the changed graph cannot be kept in the cache: ${error.message}`)
  }
}
