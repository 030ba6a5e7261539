import { createHash } from 'node:crypto'
import { translationSchema } from '../../domain/caption.ts'
import type { Translation } from '../../domain/caption.ts'
import type { Language } from '../../domain/language.ts'
import type { Cache } from '../../infra/cache/cache.ts'
import type { Log } from '../../infra/log.ts'
import type { Metrics } from '../../infra/metrics/metrics.ts'
import { noMetrics } from '../../infra/metrics/metrics.ts'
import { termsIn } from './faithful/terms.ts'
import { createCoalescer } from './coalesce.ts'
import type { Translator } from './translator.ts'

const DAY_MS = 24 * 60 * 60 * 1_000
/** Lookups between two lines of the log. */
const TELL_EVERY = 1_000

export interface CachedOptions {
  readonly cache: Cache
  readonly log: Log
  readonly metrics?: Metrics
}

/**
 * Answers a phrase that was translated before from the cache, and equal requests under way from one translation. The engine gets the phrase
 * as the key has it, so that what differs in white space alone cannot come out differently. What another engine than the pair's first made is not kept.
 * A cache that fails costs time, not the translation: that is logged.
 */
export function withCache(translator: Translator, { cache, log, metrics = noMetrics }: CachedOptions): Translator {
  const coalescer = createCoalescer<Translation>({ onJoin: () => metrics.count('translationsJoined', {}) })
  const looked = { hit: 0, miss: 0 }

  const read = async (key: string): Promise<Translation | null> => {
    try {
      const found = await cache.get(key)
      return found === null ? null : translationSchema.parse(JSON.parse(found))
    } catch (error) {
      log.warn('translation-cache-failed', { error })
      return null
    }
  }
  const write = async (key: string, translation: Translation) => {
    try {
      await cache.set(key, JSON.stringify(translation), { ttlMs: DAY_MS })
    } catch (error) {
      log.warn('translation-cache-failed', { error })
    }
  }
  const count = (outcome: 'hit' | 'miss') => {
    metrics.count('phraseCache', { outcome })
    looked[outcome]++
    if ((looked.hit + looked.miss) % TELL_EVERY === 0) tell()
  }
  const tell = () => {
    const lookups = looked.hit + looked.miss
    if (lookups > 0) log.info('phrase-cache', { lookups, hitRate: Number((looked.hit / lookups).toFixed(3)) })
  }

  return {
    engine: translator.engine,
    serves: (from, to) => translator.serves(from, to),
    version: (from, to) => translator.version?.(from, to) ?? translator.engine,
    translate(text, { from, to, signal, background = false, contextVersion = '', previous, terms = [] }) {
      const phrase = normalise(text)
      const before = previous === undefined ? {} : { previous: normalise(previous) }
      // What has none of the terms is everybody's.
      const own = termsIn(phrase, terms)
      const context = own.length === 0 ? contextVersion : `${contextVersion}+${JSON.stringify(own)}`
      const version = `${translator.version?.(from, to) ?? translator.engine}/${context}/${before.previous ?? ''}`
      const key = phraseKey(phrase, { from, to, version })
      const work = async (shared: AbortSignal | undefined) => {
        const known = await read(key)
        if (!background) count(known ? 'hit' : 'miss')
        if (known) return { ...known, cached: true }
        let fellBack = false
        const onFallback = () => {
          fellBack = true
        }
        const made = await translator.translate(phrase, { from, to, background, onFallback, ...before, ...(own.length > 0 ? { terms: own } : {}), ...(shared ? { signal: shared } : {}) })
        if (!fellBack) await write(key, made)
        return made
      }
      // Nobody live must wait for work that stands behind all others.
      return background ? work(signal) : coalescer.run(key, work, signal ? { signal } : {})
    },
    async close() {
      tell()
      await translator.close()
    },
  }
}

/** Texts that differ only in white space or in how an accent is composed are one phrase. */
export function normalise(text: string): string {
  return text.normalize('NFC').replace(/\s+/gu, ' ').trim()
}

/** @param options.version of engine, weights, rules and context */
export function phraseKey(phrase: string, { from, to, version }: { from: Language; to: Language; version: string }): string {
  return `translation:${from}:${to}:${createHash('sha256').update(`${version}\n${phrase}`).digest('base64url')}`
}
