import { createHash } from 'node:crypto'
import { translationSchema } from '../../domain/caption.ts'
import type { Translation } from '../../domain/caption.ts'
import type { Language } from '../../domain/language.ts'
import type { Cache } from '../../infra/cache/cache.ts'
import type { Log } from '../../infra/log.ts'
import { createCoalescer } from './coalesce.ts'
import type { Translator } from './translator.ts'

const DAY_MS = 24 * 60 * 60 * 1_000

export interface CachedOptions {
  readonly cache: Cache
  readonly log: Log
  readonly ttlMs?: number
}

/**
 * Answers a phrase that was translated before from the cache, and equal requests under way from one translation.
 * A cache that fails costs time, not the translation: that is logged.
 */
export function withCache(translator: Translator, { cache, log, ttlMs = DAY_MS }: CachedOptions): Translator {
  const coalescer = createCoalescer<Translation>()

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
      await cache.set(key, JSON.stringify(translation), { ttlMs })
    } catch (error) {
      log.warn('translation-cache-failed', { error })
    }
  }

  return {
    engine: translator.engine,
    serves: (from, to) => translator.serves(from, to),
    translate(text, { from, to, signal }) {
      const key = phraseKey(text, from, to)
      const work = async (shared: AbortSignal) => {
        const known = await read(key)
        if (known) return known
        const made = await translator.translate(text, { from, to, signal: shared })
        await write(key, made)
        return made
      }
      return coalescer.run(key, work, { signal })
    },
    close: () => translator.close(),
  }
}

/** Independent of the engine; texts that differ only in white space or in how an accent is composed are one phrase. */
export function phraseKey(text: string, from: Language, to: Language): string {
  const normalised = text.normalize('NFC').replace(/\s+/gu, ' ').trim()
  return `translation:${from}:${to}:${createHash('sha256').update(normalised).digest('base64url')}`
}
