import type { Translation } from '../../domain/caption.ts'
import { DomainError } from '../../domain/errors.ts'
import type { Language } from '../../domain/language.ts'
import type { TermPair } from '../../domain/vocabulary.ts'
import { withDeadline } from '../../infra/deadline.ts'
import { settledLength } from '../../models/translation/sentences/split.ts'
import type { Translator } from '../../models/translation/translator.ts'

/** A pair that no engine serves is asked for again after this. */
const ASK_AGAIN_MS = 30_000
/** A translation that takes longer keeps a worker from words that stay. */
const PATIENCE_MS = 250
/** Lines whose last translation is kept at once. */
const LINES_MAX = 500

/** A translation whose head, `steady` characters of it, stays while the utterance goes on. */
export interface InterimTranslation {
  readonly translation: Translation
  readonly steady: number
}

export interface InterimOptions {
  readonly reader: Language
  /** Whether the sentence that is not complete yet may be translated as well; if not, what was shown of it stays. */
  readonly spare: boolean
  /** What a text's terms are called in the reader's language. */
  readonly terms?: (text: string) => readonly TermPair[]
  readonly signal: AbortSignal
}

export interface InterimLine {
  readonly captionId: string
  readonly language: Language
  /** What of the original stays. */
  readonly stable: string
}

/** Translates what is stable of lines that are still being said. */
export interface InterimTranslations {
  /**
   * Complete sentences as the final line will have them, then what is said of the next one. Null where the reader needs none, or
   * the pair cannot be had; an empty text before anything is stable. A failure, or one that takes long, leaves what was shown. Rethrows an abort.
   */
  translate(line: InterimLine, options: InterimOptions): Promise<InterimTranslation | null>
  /** What was shown of the translation as complete. */
  head(captionId: string, reader: Language): string
  /** The line is final or gone. */
  forget(captionId: string): void
}

export interface InterimTranslationsDeps {
  readonly translator: Pick<Translator, 'serves' | 'translate'>
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** What was shown stays when a translation takes longer, ms. */
  readonly patienceMs?: number
}

export function createInterimTranslations({ translator, now, patienceMs = PATIENCE_MS }: InterimTranslationsDeps): InterimTranslations {
  /** By line, then by reader. */
  const shown = new Map<string, Map<Language, InterimTranslation>>()
  const unservedUntilMs = new Map<string, number>()

  const keep = (captionId: string, reader: Language, made: InterimTranslation) => {
    const line = shown.get(captionId) ?? new Map<Language, InterimTranslation>()
    shown.set(captionId, line.set(reader, made))
    if (shown.size > LINES_MAX) shown.delete(shown.keys().next().value!)
    return made
  }

  return {
    async translate({ captionId, language, stable }, { reader, spare, terms = () => [], signal }) {
      const pair = `${language}-${reader}`
      if (reader === language || !translator.serves(language, reader) || now() < (unservedUntilMs.get(pair) ?? 0)) return null
      const before = shown.get(captionId)?.get(reader) ?? { translation: { language: reader, text: '', engine: '' }, steady: 0 }
      const { complete, between, open } = atLastSentence(stable, language)
      if (!complete && !(spare && open)) return before
      try {
        const [head, rest] = await withDeadline(patienceMs, [signal], (within) => {
          // What stays goes before it.
          const say = async (text: string) => {
            if (!text) return null
            const own = terms(text)
            return translator.translate(text, { from: language, to: reader, signal: within, background: true, ...(own.length > 0 ? { terms: own } : {}) })
          }
          return Promise.all([say(complete), spare ? say(open) : null])
        })
        const { engine, text = '' } = head ?? rest ?? before.translation
        if (!head) return keep(captionId, reader, rest ? { translation: rest, steady: 0 } : before)
        return keep(captionId, reader, { translation: { language: reader, text: text + (rest ? between + rest.text : ''), engine }, steady: text.length })
      } catch (error) {
        signal.throwIfAborted()
        if (!(error instanceof DomainError) || error.code !== 'language-unavailable') return before
        unservedUntilMs.set(pair, now() + ASK_AGAIN_MS)
        return null
      }
    },
    head(captionId, reader) {
      const known = shown.get(captionId)?.get(reader)
      return known ? known.translation.text.slice(0, known.steady) : ''
    },
    forget: (captionId) => void shown.delete(captionId),
  }
}

/** Splits before the last sentence: one is complete once a word after it is stable, too. */
function atLastSentence(text: string, language: Language): { complete: string; between: string; open: string } {
  const settled = text.slice(0, settledLength(text, language))
  const complete = settled.trimEnd()
  return { complete, between: settled.slice(complete.length), open: text.slice(settled.length) }
}
