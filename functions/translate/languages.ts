import { languageCodes } from '../../domain/language.ts'
import type { Language } from '../../domain/language.ts'
import type { LanguageRefusal, LanguageState, Reading } from '../../domain/language_state.ts'
import type { Clock } from '../../infra/clock.ts'
import { systemClock } from '../../infra/clock.ts'
import type { Log } from '../../infra/log.ts'
import type { FirefoxEngine } from '../../models/translation/firefox/engine.ts'
import { refusalOf } from '../../models/translation/firefox/failure.ts'
import type { FirefoxPairs } from '../../models/translation/firefox/pairs.ts'
import type { Translator } from '../../models/translation/translator.ts'

/** Fetches at once: a server's line is for its meetings as well. */
const FETCHES_MAX = 2
/** What failed may be fetched again after so long without anybody asking for it by name. */
const FORGET_MS = 10 * 60_000

/** Somebody reads `to`. `from`: what is spoken, or null for whatever will be. */
export interface Wish {
  readonly from: Language | null
  readonly to: Language
  /** A person asks: what failed before is tried again. */
  readonly again?: boolean
}

/** Which languages can be read, and the fetching of those that can be had. */
export interface Languages {
  states(): Promise<Reading>
  /** Fetches what is missing in the background, once for all who wish it, and says how far that is. */
  prepare(wish: Wish): Promise<LanguageState>
  /** Breaks off what is under way; it goes on from there the next time. */
  close(): Promise<void>
}

export interface LanguagesDeps {
  readonly translator: Pick<Translator, 'serves'>
  /** Null: nothing can be fetched. */
  readonly firefox: { readonly engine: Pick<FirefoxEngine, 'missing' | 'look' | 'warm'>; readonly pairs: Pick<FirefoxPairs, 'list' | 'fetch' | 'refresh' | 'remove'> } | null
  /** LANGUAGES_ON_DEMAND. */
  readonly allowed: boolean
  readonly log: Log
  readonly clock?: Clock
}

interface Pair {
  readonly from: Language
  readonly to: Language
  readonly bytes: number | null
}
interface Fetching {
  doneBytes: number
  totalBytes: number | null
  failed: { readonly reason: LanguageRefusal; readonly atMs: number } | null
}

const HERE: LanguageState = Object.freeze({ state: 'here' })

export function createLanguages({ translator, firefox, allowed, log, clock = systemClock }: LanguagesDeps): Languages {
  const closing = new AbortController()
  const fetches = new Map<string, Fetching>()
  /** What each wish began with, so that progress over two directions does not go back when the first one is here. */
  const wishes = new Map<string, readonly Pair[]>()
  const working = new Set<Promise<void>>()
  const turns: (() => void)[] = []
  let atWork = 0
  let askedAtMs = -Infinity

  const keyOf = ({ from, to }: Pick<Pair, 'from' | 'to'>) => `${from}-${to}`
  const refused = (reason: LanguageRefusal): LanguageState => ({ state: 'unavailable', reason })
  const hasFailed = (failed: Fetching['failed']) => failed !== null && clock.now() - failed.atMs < FORGET_MS

  const run = async (pair: Pair, fetching: Fetching): Promise<void> => {
    const { engine, pairs } = firefox!
    try {
      if (atWork >= FETCHES_MAX) await new Promise<void>((resolve) => turns.push(resolve))
      atWork++
      try {
        closing.signal.throwIfAborted()
        await pairs.fetch(pair, { signal: closing.signal, onProgress: (progress) => void Object.assign(fetching, progress) })
        await engine.look()
        // Ready is what translates, so that the first caption does not wait.
        await engine.warm(pair).catch(async (error: unknown) => {
          if (!closing.signal.aborted) await pairs.remove(pair)
          await engine.look()
          throw error
        })
        fetches.delete(keyOf(pair))
      } finally {
        atWork--
        turns.shift()?.()
      }
    } catch (error) {
      if (closing.signal.aborted) return
      fetching.failed = { reason: refusalOf(error), atMs: clock.now() }
      log.warn('language-not-fetched', { model: keyOf(pair), reason: fetching.failed.reason, error })
    }
  }
  const begin = (pair: Pair) => {
    const fetching: Fetching = { doneBytes: 0, totalBytes: pair.bytes, failed: null }
    fetches.set(keyOf(pair), fetching)
    const work = run(pair, fetching).finally(() => working.delete(work))
    working.add(work)
  }

  const stateOf = (pairs: readonly Pair[]): LanguageState => {
    const parts = pairs.map((pair) => fetches.get(keyOf(pair)) ?? { doneBytes: pair.bytes ?? 0, totalBytes: pair.bytes, failed: null })
    const failed = parts.find((part) => part.failed)?.failed
    if (failed) return refused(failed.reason)
    const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)
    const known = parts.flatMap(({ totalBytes }) => (totalBytes === null ? [] : [totalBytes]))
    return { state: 'fetching', doneBytes: sum(parts.map(({ doneBytes }) => doneBytes)), totalBytes: known.length === parts.length ? sum(known) : null }
  }

  /** The list that Parley comes with grows old: whoever wishes for what it lacks has the registry asked. */
  const askRegistry = () => {
    if (!firefox || !allowed || clock.now() - askedAtMs < FORGET_MS) return
    askedAtMs = clock.now()
    firefox.pairs.refresh({ signal: closing.signal }).catch((error: unknown) => {
      if (!closing.signal.aborted) log.warn('translation-catalogue-failed', { error })
    })
  }

  return {
    async states() {
      const bytes = new Map((await firefox?.pairs.list() ?? []).filter(({ from }) => from === 'en').map((pair) => [pair.to, pair.bytes]))
      const stateFor = (to: Language): LanguageState | null => {
        const fetching = fetches.get(`en-${to}`)
        const isUnderWay = fetching?.failed === null
        if (!isUnderWay && (to === 'en' || languageCodes.some((from) => from !== to && translator.serves(from, to)))) return HERE
        if (fetching && (isUnderWay || hasFailed(fetching.failed))) return stateOf([{ from: 'en', to, bytes: bytes.get(to) ?? null }])
        if (!bytes.has(to)) return null
        return allowed ? { state: 'fetchable', bytes: bytes.get(to) ?? null } : refused('forbidden')
      }
      return Object.fromEntries(languageCodes.flatMap((code) => {
        const state = stateFor(code)
        return state ? [[code, state]] : []
      }))
    },
    async prepare({ from, to, again = false }) {
      // Every way between two other languages leads through English, so that half is needed whoever speaks.
      const source = from ?? 'en'
      if (source === to) return HERE
      const key = keyOf({ from: source, to })
      // On the disk is not yet ready: it is loaded first.
      const begun = wishes.get(key)
      if (begun?.some((pair) => fetches.get(keyOf(pair))?.failed === null)) return stateOf(begun)
      const served = translator.serves(source, to)
      const missing = await firefox?.engine.missing(source, to) ?? null
      if (missing?.length === 0 || (served && (missing === null || !allowed))) {
        wishes.delete(key)
        return HERE
      }
      if (missing === null) {
        askRegistry()
        return refused('none')
      }
      if (!allowed) return refused('forbidden')
      for (const pair of missing) {
        const known = fetches.get(keyOf(pair))
        if (!known || (known.failed && (again || !hasFailed(known.failed)))) begin(pair)
      }
      const wish = begun ?? missing
      // Another engine serves it meanwhile; what is fetched is faster.
      if (served) return HERE
      wishes.set(key, wish)
      return stateOf(wish)
    },
    async close() {
      closing.abort()
      for (const turn of turns.splice(0)) turn()
      await Promise.all(working)
    },
  }
}
