import type { Log } from '../../infra/log.ts'
import type { ModelStore } from '../store/store.ts'
import { TEXT_EMBEDDERS, loadTextEmbedder } from './text.ts'
import type { TextEmbedder, TextEmbedderId } from './text.ts'

const BUNDLED: TextEmbedderId = 'all-MiniLM-L6-v2'
const MULTILINGUAL: TextEmbedderId = 'paraphrase-multilingual-MiniLM-L12-v2'

/** Models of sentences, each loaded when it is first asked for. */
export interface TextEmbedders {
  /** The best for texts that come new: the multilingual one where it is here or may be fetched, else the bundled one. Throws DomainError `model-unavailable`. */
  best(): Promise<TextEmbedder>
  /** The one that made the vectors there are; null where its model is gone from this machine. */
  byModel(model: string): Promise<TextEmbedder | null>
  close(): Promise<void>
}

export function openTextEmbedders({ store, log }: { readonly store: Pick<ModelStore, 'find' | 'fetchable' | 'locate'>; readonly log: Log }): TextEmbedders {
  const loaded = new Map<TextEmbedderId, Promise<TextEmbedder>>()
  const load = (id: TextEmbedderId, folder: string) => {
    const loading = loaded.get(id) ?? loadTextEmbedder(folder, id).catch((error: unknown) => {
      loaded.delete(id)
      throw error
    })
    loaded.set(id, loading)
    return loading
  }
  return {
    async best() {
      const known = loaded.get(MULTILINGUAL)
      if (known) return known
      if (await store.find(MULTILINGUAL) !== null || store.fetchable(MULTILINGUAL)) {
        try {
          return await load(MULTILINGUAL, await store.locate(MULTILINGUAL))
        } catch (error) {
          // A document is better found in English only than not at all.
          log.warn('embedder-not-here', { model: MULTILINGUAL, error })
        }
      }
      return load(BUNDLED, await store.locate(BUNDLED))
    },
    async byModel(model) {
      if (!(model in TEXT_EMBEDDERS)) return null
      const id = model as TextEmbedderId
      const known = loaded.get(id)
      if (known) return known
      const folder = await store.find(id)
      return folder === null ? null : load(id, folder)
    },
    async close() {
      await Promise.all([...loaded.values()].map(async (loading) => (await loading.catch(() => null))?.close()))
    },
  }
}
