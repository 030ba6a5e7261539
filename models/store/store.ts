import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DomainError } from '../../domain/errors.ts'
import type { Log } from '../../infra/log.ts'
import { modelEntry } from '../registry.ts'
import type { ModelId } from '../registry.ts'
import { claimModel } from './claims.ts'
import { downloadModel } from './download.ts'
import type { Progress } from './download.ts'

/** Folder of the weights that ship with Parley. */
export const BUNDLED_FOLDER: string = fileURLToPath(new URL('../bundled/', import.meta.url))

export interface LocateOptions {
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: Progress) => void
}

export interface ModelStore {
  /** Folder of a model that is on this machine, or null. */
  find(id: ModelId): Promise<string | null>
  /** Whether `locate` may fetch it from the hub. */
  fetchable(id: ModelId): boolean
  /**
   * Folder of a model: bundled, else in the cache, else fetched from the hub where the configuration allows it.
   * Throws DomainError `model-unavailable` that says what to do.
   */
  locate(id: ModelId, options?: LocateOptions): Promise<string>
}

export interface StoreOptions {
  /** PARLEY_CACHE. */
  readonly cacheFolder: string
  /** PARLEY_MODELS. */
  readonly models: 'bundled' | 'full'
  /** HF_ENDPOINT. */
  readonly hubUrl: string
  /** HF_TOKEN, for models that the hub has not for everyone. */
  readonly hubToken?: string
  readonly log: Log
  readonly bundledFolder?: string
  readonly fetch?: typeof globalThis.fetch
}

export function createModelStore({ cacheFolder, models, hubUrl, hubToken, log, bundledFolder = BUNDLED_FOLDER, fetch }: StoreOptions): ModelStore {
  const underWay = new Map<ModelId, Promise<string>>()
  const claimed = new Set<ModelId>()

  const claim = async (id: ModelId) => {
    if (claimed.has(id)) return
    claimed.add(id)
    await claimModel(cacheFolder, id)
  }
  const find = async (id: ModelId) => {
    const { files } = modelEntry(id)
    const cached = join(cacheFolder, 'models', id)
    for (const folder of [join(bundledFolder, id), cached]) {
      if (!(await hasAll(files.map(({ path }) => join(folder, path))))) continue
      // Whoever looks for a model loads it next.
      if (folder === cached) await claim(id)
      return folder
    }
    return null
  }
  const fetchable = (id: ModelId) => models === 'full' && modelEntry(id).origin !== null

  const locate = async (id: ModelId, { signal, onProgress }: LocateOptions): Promise<string> => {
    const found = await find(id)
    if (found) return found
    const { origin, bundled, files } = modelEntry(id)
    if (!fetchable(id) || origin === null) {
      const advice = bundled ? `restore models/bundled/${id} (git checkout models/bundled)` : `fetch it with "npm run models -- pull ${id}", or set PARLEY_MODELS=full to have it fetched when it is needed`
      throw new DomainError('model-unavailable', `The model "${id}" is not on this machine: ${advice}`)
    }
    const folder = join(cacheFolder, 'models', id)
    log.info('model-download', { model: id, origin, folder })
    await downloadModel({ hubUrl, token: hubToken, origin, files, folder, signal, onProgress, fetch })
    await claim(id)
    return folder
  }

  return {
    find,
    fetchable,
    locate(id, options = {}) {
      const running = underWay.get(id)
      if (running) return running
      const started = locate(id, options).finally(() => underWay.delete(id))
      underWay.set(id, started)
      return started
    },
  }
}

async function hasAll(paths: readonly string[]): Promise<boolean> {
  const present = await Promise.all(paths.map((path) => access(path).then(() => true, () => false)))
  return present.every(Boolean)
}
