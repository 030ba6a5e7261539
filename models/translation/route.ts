import { DomainError } from '../../domain/errors.ts'
import type { ErrorCode } from '../../domain/errors.ts'
import { languageName } from '../../domain/language.ts'
import type { Log } from '../../infra/log.ts'
import type { Translator } from './translator.ts'

/** Longest text that is translated in one call, characters. */
export const TEXT_MAX = 5_000

/** These are the caller's, and no other engine would answer differently. */
const FINAL: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['invalid-input', 'too-large'])

/**
 * The one place that decides which engine serves a pair: the first of `engines` that does, so they stand in the order
 * bundled, hub, LibreTranslate. One that fails gives way to the next, and its cause is logged.
 * Throws DomainError `language-unavailable` when none serves the pair, `too-large`, or what the last engine threw.
 */
export function routeTranslations(engines: readonly Translator[], { log }: { log: Log }): Translator {
  return {
    engine: engines.map(({ engine }) => engine).join('+') || 'none',
    serves: (from, to) => engines.some((engine) => engine.serves(from, to)),
    async translate(text, { from, to, signal }) {
      if (text.length > TEXT_MAX) {
        throw new DomainError('too-large', `Cannot translate a text of ${text.length} characters: the limit is ${TEXT_MAX}`)
      }
      if (from === to || text.trim() === '') return { language: to, text, engine: 'none' }
      const able = engines.filter((engine) => engine.serves(from, to))
      let failure: unknown = new DomainError('language-unavailable', `Cannot translate from ${languageName(from)} to ${languageName(to)} yet`)
      for (const engine of able) {
        try {
          return await engine.translate(text, { from, to, signal })
        } catch (error) {
          signal?.throwIfAborted()
          if (error instanceof DomainError && FINAL.has(error.code)) throw error
          log.warn('translation-failed', { engine: engine.engine, from, to, error })
          failure = error
        }
      }
      throw failure
    },
    async close() {
      await Promise.all(engines.map((engine) => engine.close()))
    },
  }
}
