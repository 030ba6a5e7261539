import type { DocumentRefusal, DocumentType } from '../../../domain/document.ts'
import type { Language } from '../../../domain/language.ts'

export interface PageText {
  /** The first is 1; null where the document has no pages. */
  readonly page: number | null
  /** Paragraphs with an empty line between them. */
  readonly text: string
}

/** A page's paragraphs, each as its sentences. */
export interface Page {
  readonly page: number | null
  readonly paragraphs: readonly (readonly string[])[]
}

/** A name or a term as the text has it. */
export interface FoundTerm {
  readonly term: string
  /** `word`: in small letters, and a term only where it is rare. */
  readonly kind: 'name' | 'acronym' | 'code' | 'word'
  readonly count: number
  /** The first sentence that has it, counted through the document from 0. */
  readonly sentence: number
}

/** What a document says, or why it cannot be read. */
export type Extracted =
  | {
    readonly ok: true
    readonly type: DocumentType
    /** What most of it is written in; null where nobody can tell. */
    readonly language: Language | null
    readonly pages: readonly Page[]
    readonly terms: readonly FoundTerm[]
  }
  | { readonly ok: false; readonly refusal: DocumentRefusal }

export interface ReadLimits {
  readonly pages: number
  readonly characters: number
}

/** Thrown by readers: the document is not taken. */
export class Refused extends Error {
  readonly refusal: DocumentRefusal

  constructor(refusal: DocumentRefusal) {
    super(refusal)
    this.refusal = refusal
  }
}

/** Adds up what was read. Throws Refused `too-much-text`. */
export function countCharacters({ characters }: Pick<ReadLimits, 'characters'>): (text: string) => void {
  let sum = 0
  return (text) => {
    sum += text.length
    if (sum > characters) throw new Refused('too-much-text')
  }
}
