import { DomainError } from '../../domain/errors.ts'
import type { ErrorCode } from '../../domain/errors.ts'
import { languageName } from '../../domain/language.ts'
import type { Log } from '../../infra/log.ts'
import type { Metrics } from '../../infra/metrics/metrics.ts'
import { noMetrics } from '../../infra/metrics/metrics.ts'
import type { Translator } from './translator.ts'

/** Longest text that is translated in one call, characters. */
export const TEXT_MAX = 5_000

/** These are the caller's, and no other engine would answer differently. */
const FINAL: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['invalid-input', 'too-large'])

/**
 * The one place that decides which engine serves a pair: the first of `engines` that does, so they stand in the order
 * bundled, hub, LibreTranslate. One that fails or does not answer in time gives way to the next; its cause is logged and counted.
 * Throws DomainError `language-unavailable` when none serves the pair, `too-large`, or what the last engine threw.
 */
export function routeTranslations(engines: readonly Translator[], { log, metrics = noMetrics }: { log: Log; metrics?: Metrics }): Translator {
  return {
    engine: engines.map(({ engine }) => engine).join('+') || 'none',
    serves: (from, to) => engines.some((engine) => engine.serves(from, to)),
    version(from, to) {
      const first = engines.find((engine) => engine.serves(from, to))
      return first ? `${first.engine}:${first.version?.(from, to) ?? ''}` : ''
    },
    async translate(text, options) {
      const { from, to, signal, onFallback } = options
      if (text.length > TEXT_MAX) {
        throw new DomainError('too-large', `Cannot translate a text of ${text.length} characters: the limit is ${TEXT_MAX}`)
      }
      if (from === to || text.trim() === '') return { language: to, text, engine: 'none' }
      const able = engines.filter((engine) => engine.serves(from, to))
      let failure: unknown = new DomainError('language-unavailable', `Cannot translate from ${languageName(from)} to ${languageName(to)} yet`)
      for (const [turn, engine] of able.entries()) {
        if (turn === 1) onFallback?.()
        try {
          const made = await engine.translate(text, options)
          metrics.count('translations', { outcome: 'translated' })
          metrics.count('stageRequests', { stage: 'translate' })
          return made
        } catch (error) {
          signal?.throwIfAborted()
          if (error instanceof DomainError && FINAL.has(error.code)) throw error
          metrics.count('translations', { outcome: 'failed' })
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
