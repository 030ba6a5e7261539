import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { DomainError } from '../../../domain/errors.ts'
import type { Language } from '../../../domain/language.ts'
import type { Clock } from '../../../infra/clock.ts'
import { systemClock } from '../../../infra/clock.ts'
import type { Log } from '../../../infra/log.ts'
import { createCatalogue } from './catalogue.ts'
import { withFetchLock } from './fetch_lock.ts'
import { fetchedSoFar, fetchPair, MANIFEST, manifestSchema } from './fetch_pair.ts'
import { KNOWN_PAIRS } from './known_pairs.ts'

/** A direction of Firefox Translations. */
export interface PairEntry {
  /** `firefox-en-es`: its folder's name below PARLEY_CACHE/models. */
  readonly id: string
  readonly from: Language
  readonly to: Language
  /** Where it is on this machine, or null. */
  readonly folder: string | null
  /** To download; null until the registry has answered. */
  readonly bytes: number | null
  readonly version: string | null
  /** SPDX identifier. */
  readonly licence: string
}

export interface FetchOptions {
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: (progress: { readonly doneBytes: number; readonly totalBytes: number }) => void
}

/** The directions of Firefox Translations: on this machine, and in Mozilla's registry. */
export interface FirefoxPairs {
  /** All that are known without asking anybody, those that are here first. */
  list(): Promise<PairEntry[]>
  /** Asks the registry, so that `list` knows sizes and versions. Throws DomainError `model-unavailable`. */
  refresh(options?: { readonly signal?: AbortSignal | undefined }): Promise<void>
  /**
   * The direction's folder, fetched where it is not here; joins a fetch under way, in another process as well.
   * Throws DomainError `language-unavailable` (no such direction), `model-unavailable`, or the signal's reason.
   */
  fetch(pair: { readonly from: Language; readonly to: Language }, options?: FetchOptions): Promise<string>
  /** Deletes it from the disk. False when it was not here. */
  remove(pair: { readonly from: Language; readonly to: Language }): Promise<boolean>
}

export interface FirefoxPairsOptions {
  /** PARLEY_CACHE. */
  readonly cacheFolder: string
  /** FIREFOX_MODELS_URL. */
  readonly url: string
  readonly log: Log
  readonly clock?: Clock
  readonly fetch?: typeof globalThis.fetch
}

const FOLDER = /^firefox-([a-z]{2,3})-([a-z]{2,3})$/

/** Opens what there is; asks nobody and fetches nothing until it is told to. */
export function openFirefoxPairs({ cacheFolder, url, log, clock = systemClock, fetch = globalThis.fetch }: FirefoxPairsOptions): FirefoxPairs {
  const root = join(cacheFolder, 'models')
  const catalogue = createCatalogue({ url, cacheFolder, log, clock, fetch })
  const idOf = ({ from, to }: { from: Language; to: Language }) => `firefox-${from}-${to}`
  const underWay = new Map<string, { readonly folder: Promise<string>; readonly listeners: Set<NonNullable<FetchOptions['onProgress']>> }>()

  const here = async (): Promise<PairEntry[]> => {
    const names = await readdir(root).catch(() => [])
    const found = await Promise.all(names.filter((name) => FOLDER.test(name)).map(async (id) => {
      const manifest = await readManifest(join(root, id))
      return manifest && { id, from: manifest.from, to: manifest.to, folder: join(root, id), bytes: manifest.bytes, version: manifest.version, licence: manifest.licence }
    }))
    return found.filter((entry) => entry !== null)
  }

  const fetchNow = async (pair: { from: Language; to: Language }, { signal = new AbortController().signal, onProgress }: FetchOptions): Promise<string> => {
    const id = idOf(pair)
    const folder = join(root, id)
    if (await readManifest(folder)) return folder
    const listing = await catalogue.ask({ signal })
    const wanted = listing.pairs.find(({ from, to }) => from === pair.from && to === pair.to)
    if (!wanted) throw new DomainError('language-unavailable', `Firefox Translations has no model from "${pair.from}" to "${pair.to}"`)
    const { bytes: totalBytes, version } = wanted
    const tell = (doneBytes: number) => onProgress?.({ doneBytes: Math.min(doneBytes, totalBytes), totalBytes })
    tell(0)
    await mkdir(root, { recursive: true })
    const onWait = async () => tell(await fetchedSoFar(folder))
    await withFetchLock(`${folder}.lock`, { signal, onWait }, async () => {
      // Whoever had the lock before may have fetched it.
      if (await readManifest(folder)) return
      log.info('translation-model-fetch', { model: id, version, bytes: totalBytes })
      await fetchPair(wanted, { folder, attachmentsUrl: listing.attachmentsUrl, signal, fetch, onProgress: tell })
      log.info('translation-model-fetched', { model: id, version, bytes: totalBytes })
    })
    return folder
  }

  return {
    async list() {
      const [own, listing] = await Promise.all([here(), catalogue.known()])
      const ids = new Set(own.map(({ id }) => id))
      const others = (listing?.pairs ?? KNOWN_PAIRS.map((pair) => ({ ...pair, bytes: null, version: null }))).map(({ from, to, bytes, version }) => (
        { id: idOf({ from, to }), from, to, folder: null, bytes, version, licence: 'MPL-2.0' }
      ))
      return [...own, ...others.filter(({ id }) => !ids.has(id))]
    },
    async refresh(options = {}) {
      await catalogue.ask(options)
    },
    async fetch(pair, options = {}) {
      const id = idOf(pair)
      let running = underWay.get(id)
      if (!running) {
        const listeners = new Set<NonNullable<FetchOptions['onProgress']>>()
        const onProgress: FetchOptions['onProgress'] = (progress) => listeners.forEach((listener) => listener(progress))
        const folder = fetchNow(pair, { signal: options.signal, onProgress }).finally(() => underWay.delete(id))
        running = { folder, listeners }
        underWay.set(id, running)
      }
      if (options.onProgress) running.listeners.add(options.onProgress)
      return running.folder
    },
    async remove(pair) {
      const folder = join(root, idOf(pair))
      const was = await readManifest(folder) !== null
      await Promise.all([folder, `${folder}.part`].map((path) => rm(path, { recursive: true, force: true })))
      return was
    },
  }
}

async function readManifest(folder: string) {
  const text = await readFile(join(folder, MANIFEST), 'utf8').catch(() => null)
  if (text === null) return null
  try {
    return manifestSchema.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}
