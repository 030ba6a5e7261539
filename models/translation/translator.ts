import type { Translation } from '../../domain/caption.ts'
import type { Language } from '../../domain/language.ts'

/** One engine behind the port, or the routed whole. */
export interface Translator {
  readonly engine: string
  /** Whether this engine can serve the pair now. */
  serves(from: Language, to: Language): boolean
  /** Throws DomainError `language-unavailable`, `model-unavailable`, `timeout`. */
  translate(text: string, options: { from: Language; to: Language; signal?: AbortSignal }): Promise<Translation>
  close(): Promise<void>
}
