import type { Translation } from '../../domain/caption.ts'
import type { Language } from '../../domain/language.ts'
import type { TermPair } from '../../domain/vocabulary.ts'

export interface TranslateOptions {
  readonly from: Language
  readonly to: Language
  readonly signal?: AbortSignal
  /** Nobody waits for it: what people say goes first. */
  readonly background?: boolean
  /** Changes with what the translation depends on beside text and pair, such as a room's vocabulary. */
  readonly contextVersion?: string
  /** Terms of the room that have to appear in the translation where the text has them. */
  readonly terms?: readonly TermPair[]
  /** The sentence before this one, where it helps. */
  readonly previous?: string
  /** Another engine than the pair's first one translated. */
  readonly onFallback?: () => void
}

/** One engine behind the port, or the routed whole. */
export interface Translator {
  readonly engine: string
  /** Whether this engine can serve the pair now. */
  serves(from: Language, to: Language): boolean
  /** Of what would serve the pair now: changes when the same text may come out differently. */
  version?(from: Language, to: Language): string
  /** Throws DomainError `language-unavailable`, `model-unavailable`, `timeout`. */
  translate(text: string, options: TranslateOptions): Promise<Translation>
  close(): Promise<void>
}
