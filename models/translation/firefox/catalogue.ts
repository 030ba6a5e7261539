import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { DomainError } from '../../../domain/errors.ts'
import type { Clock } from '../../../infra/clock.ts'
import { withDeadline } from '../../../infra/deadline.ts'
import type { Log } from '../../../infra/log.ts'
import { failure } from './failure.ts'
import { pairSchema, readPairs } from './records.ts'
import type { FirefoxPair } from './records.ts'

/** How long an answer of the registry is good for. */
const FRESH_MS = 24 * 60 * 60_000
const DEADLINE_MS = 20_000
/** The second collection has what the first one lacks. */
const COLLECTIONS = ['translations-models-v2', 'translations-models']
const PAGES_MAX = 20

const rootSchema = z.object({ capabilities: z.object({ attachments: z.object({ base_url: z.url({ protocol: /^https?$/ }) }) }) })
const recordsSchema = z.object({ data: z.array(z.unknown()) })
const storedSchema = z.object({ url: z.string(), fetchedAtMs: z.number(), attachmentsUrl: z.string(), pairs: z.array(pairSchema) })
/** What the registry said, and when. */
export type Listing = Readonly<z.infer<typeof storedSchema>>

export interface Catalogue {
  /** What the registry said last, perhaps to an earlier process, or null. Asks nobody. */
  known(): Promise<Listing | null>
  /** What it says now, or said within a day; an older answer when it cannot be asked. Throws DomainError `model-unavailable` when there is none. */
  ask(options?: { readonly signal?: AbortSignal | undefined }): Promise<Listing>
}

export interface CatalogueOptions {
  /** FIREFOX_MODELS_URL: Remote Settings, up to its version, or a mirror. */
  readonly url: string
  /** PARLEY_CACHE. */
  readonly cacheFolder: string
  readonly log: Log
  readonly clock: Clock
  readonly fetch?: typeof globalThis.fetch
}

/** The pairs of Firefox Translations, from Mozilla's Remote Settings (remote-settings.readthedocs.io), kept for when it cannot be reached. */
export function createCatalogue({ url, cacheFolder, log, clock, fetch = globalThis.fetch }: CatalogueOptions): Catalogue {
  const base = url.replace(/\/+$/, '')
  const path = join(cacheFolder, 'models', 'firefox-catalogue.json')
  let listing: Listing | null = null
  let asking: Promise<Listing> | null = null

  const known = async () => {
    if (!listing) {
      const stored = await readFile(path, 'utf8').then((text) => storedSchema.safeParse(JSON.parse(text)).data ?? null).catch(() => null)
      listing ??= stored
    }
    // Another registry's answer says nothing of this one.
    return listing?.url === base ? listing : null
  }

  const getJson = async (address: string, signal: AbortSignal): Promise<{ body: unknown; next: string | null }> => {
    const response = await fetch(address, { signal, headers: { accept: 'application/json' } })
    if (!response.ok) throw failure('REFUSED', `Cannot list translation models: ${address} answered ${response.status}`)
    return { body: await response.json(), next: response.headers.get('next-page') }
  }
  const getRecords = async (collection: string, signal: AbortSignal) => {
    const records: unknown[] = []
    let next: string | null = `${base}/buckets/main/collections/${collection}/records`
    for (let page = 0; next && page < PAGES_MAX; page++) {
      const answer = await getJson(next, signal)
      records.push(...recordsSchema.parse(answer.body).data)
      next = answer.next
    }
    return records
  }

  const refresh = (signal: AbortSignal | undefined) => withDeadline(DEADLINE_MS, [signal], async (both): Promise<Listing> => {
    const root = rootSchema.parse((await getJson(`${base}/`, both)).body)
    const answers = await Promise.allSettled(COLLECTIONS.map((collection) => getRecords(collection, both)))
    const pairs = new Map<string, FirefoxPair>()
    for (const answer of answers) {
      if (answer.status === 'rejected') continue
      for (const pair of readPairs(answer.value)) if (!pairs.has(`${pair.from}-${pair.to}`)) pairs.set(`${pair.from}-${pair.to}`, pair)
    }
    if (pairs.size === 0) throw answers.find((answer) => answer.status === 'rejected')?.reason ?? failure('REFUSED', `${base} lists no translation models`)
    return { url: base, fetchedAtMs: clock.now(), attachmentsUrl: root.capabilities.attachments.base_url, pairs: [...pairs.values()] }
  })

  const ask = async (signal: AbortSignal | undefined): Promise<Listing> => {
    const before = await known()
    if (before && clock.now() - before.fetchedAtMs < FRESH_MS) return before
    let fresh: Listing
    try {
      fresh = await refresh(signal)
    } catch (error) {
      signal?.throwIfAborted()
      if (before) {
        log.warn('translation-catalogue-old', { url: base, ageMs: clock.now() - before.fetchedAtMs, error })
        return before
      }
      if (error instanceof DomainError) throw error
      throw new DomainError('model-unavailable', `Cannot list translation models: ${base} cannot be reached, or its answer cannot be read`, { cause: error })
    }
    listing = fresh
    // What cannot be kept is asked for again by the next process.
    await keep(path, fresh).catch((error: unknown) => log.warn('translation-catalogue-not-kept', { path, error }))
    log.info('translation-catalogue', { url: base, pairs: fresh.pairs.length })
    return fresh
  }

  return {
    known,
    ask({ signal } = {}) {
      asking ??= ask(signal).finally(() => {
        asking = null
      })
      return asking
    },
  }
}

async function keep(path: string, listing: Listing): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const fresh = `${path}.${crypto.randomUUID()}.new`
  await writeFile(fresh, JSON.stringify(listing))
  await rename(fresh, path)
}
