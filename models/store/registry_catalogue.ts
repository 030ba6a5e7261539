import { join } from 'node:path'
import { DomainError } from '../../domain/errors.ts'
import { MODELS, modelBytes, modelEntry } from '../registry.ts'
import type { ModelId } from '../registry.ts'
import type { ListedModel, ModelCatalogue } from './catalogue.ts'
import { downloadModel } from './download.ts'
import type { DownloadOptions } from './download.ts'

export interface RegistryCatalogueOptions extends Pick<DownloadOptions, 'hubUrl' | 'token' | 'fetch' | 'wait' | 'free'> {
  /** PARLEY_CACHE. */
  readonly cacheFolder: string
}

/** The models of the registry: bundled, and from the hub. It lists them without a network. */
export function createRegistryCatalogue({ cacheFolder, ...options }: RegistryCatalogueOptions): ModelCatalogue {
  const ids = Object.keys(MODELS) as ModelId[]
  return {
    async list() {
      return ids.map((id): ListedModel => {
        const entry = modelEntry(id)
        const { kind, about, licence, languages, bundled, forLater } = entry
        return { id, kind, about, licence, languages, bundled, bytes: modelBytes(entry), ...(forLater ? { forLater } : {}) }
      })
    },
    async pull(id, { signal, onProgress } = {}) {
      const known = ids.find((other) => other === id)
      const entry = known && modelEntry(known)
      if (!entry || entry.origin === null) throw new DomainError('model-unavailable', `The model "${id}" is not on the hub`)
      const folder = join(cacheFolder, 'models', id)
      await downloadModel({ ...options, origin: entry.origin, files: entry.files, folder, signal, onProgress })
      return folder
    },
  }
}
