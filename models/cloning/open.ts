import { join } from 'node:path'
import type { Log } from '../../infra/log.ts'
import type { ModelStore } from '../store/store.ts'
import { loadSilero } from '../vad/silero.ts'
import type { Cloner } from './cloner.ts'
import { noCloner } from './none.ts'
import { findPocketBundles } from './pocket/find_bundles.ts'
import { createPocket } from './pocket/pocket.ts'
import { createXtts } from './xtts/xtts.ts'

export interface OpenClonerOptions {
  /** `auto`: XTTS where its address is known, else Pocket TTS where languages of it were pulled, else none. */
  readonly choice: 'auto' | 'xtts' | 'pocket' | 'none'
  readonly xtts: { readonly url: string; readonly apiKey?: string } | null
  readonly store: Pick<ModelStore, 'locate' | 'find'>
  readonly log: Log
}

/**
 * The cloning engine that the configuration allows; without one a cloner that refuses with the cause. An engine that cannot be reached now is
 * asked again with every request. Throws DomainError `model-unavailable` when the voice activity model, which checks its speech, cannot be loaded.
 */
export async function openCloner({ choice, xtts, store, log }: OpenClonerOptions): Promise<Cloner> {
  if (choice === 'none') return noCloner('cloned voices are switched off on this server')
  const bundles = choice === 'pocket' || !xtts ? await findPocketBundles(store) : null
  if (bundles?.size === 0) return noCloner('no cloning engine is set up on this server')
  const vad = await loadSilero(join(await store.locate('silero-vad'), 'model.onnx'))
  const engine = bundles || !xtts ? createPocket({ bundles: bundles ?? new Map(), vad }) : createXtts({ ...xtts, vad, log })
  return {
    ...engine,
    close: async () => {
      await engine.close()
      await vad.close()
    },
  }
}
