import type { Translation } from '../../domain/caption.ts'
import { DomainError } from '../../domain/errors.ts'
import type { Untranslated } from '../../domain/events.ts'
import type { Language } from '../../domain/language.ts'
import type { TermPair } from '../../domain/vocabulary.ts'
import type { Translator } from '../../models/translation/translator.ts'

export interface ForReader {
  readonly translation: Translation | null
  readonly untranslated: Untranslated | null
  /** For the log. */
  readonly reason: string | null
}

export interface ForReaderOptions {
  readonly reader: Language
  readonly signal: AbortSignal
  /** What has to appear in the translation where the text has it. */
  readonly terms?: readonly TermPair[]
  /** Rethrows when `signal` aborts, for work that is done again elsewhere; otherwise that is a failed translation as well. */
  readonly throwOnAbort: boolean
}

/** A text as a reader gets it: nothing when it is in their language, else its translation, or why there is none. */
export async function translateForReader(
  translator: Pick<Translator, 'translate'>,
  { text, language }: { readonly text: string; readonly language: Language },
  { reader, signal, throwOnAbort, terms = [] }: ForReaderOptions,
): Promise<ForReader> {
  if (reader === language) return { translation: null, untranslated: null, reason: null }
  try {
    return { translation: await translator.translate(text, { from: language, to: reader, signal, ...(terms.length > 0 ? { terms } : {}) }), untranslated: null, reason: null }
  } catch (error) {
    if (throwOnAbort) signal.throwIfAborted()
    // The original still reaches its readers, with the reason on the line.
    const unavailable = error instanceof DomainError && error.code === 'language-unavailable'
    return { translation: null, untranslated: unavailable ? 'unavailable' : 'failed', reason: `${language}-${reader}: ${String(error)}` }
  }
}
