import { join } from 'node:path'
import type { Log } from '../../infra/log.ts'
import type { ModelStore } from '../store/store.ts'
import { loadSilero } from '../vad/silero.ts'
import type { Cloner } from './cloner.ts'
import { noCloner } from './none.ts'
import { createXtts } from './xtts/xtts.ts'

export interface OpenClonerOptions {
  /** `auto`: XTTS where its address is known, else none. */
  readonly choice: 'auto' | 'xtts' | 'none'
  readonly xtts: { readonly url: string; readonly apiKey?: string } | null
  readonly store: Pick<ModelStore, 'locate'>
  readonly log: Log
}

/**
 * The cloning engine that the configuration allows; without one a cloner that refuses with the cause. An engine that cannot be reached now is
 * asked again with every request. Throws DomainError `model-unavailable` when the voice activity model, which checks its speech, cannot be loaded.
 */
export async function openCloner({ choice, xtts, store, log }: OpenClonerOptions): Promise<Cloner> {
  if (choice === 'none') return noCloner('cloned voices are switched off on this server')
  if (!xtts) return noCloner('no cloning engine is set up on this server')
  const vad = await loadSilero(join(await store.locate('silero-vad'), 'model.onnx'))
  const engine = createXtts({ ...xtts, vad, log })
  return {
    ...engine,
    close: async () => {
      await engine.close()
      await vad.close()
    },
  }
}
