import { z } from 'zod'
import { languageSchema } from './language.ts'
import type { Language } from './language.ts'

/** Terms of one vocabulary. */
export const TERMS_MAX = 1_000
/** Characters of a term, of how it sounds, of a translation. */
export const TERM_MAX = 80

/** Bytes of a CSV file: 1,000 terms with translations into ten languages, twice over. */
export const CSV_MAX_BYTES = 1024 * 1024

/** Line breaks, tabs and what cannot be seen never belong to a term. */
const tidy = z.string().transform((text) => text.normalize('NFC').replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim())
const written = tidy.pipe(z.string().max(TERM_MAX))

export const termSchema = z.object({
  /** As it is to be written, with its capitals. */
  term: tidy.pipe(z.string().min(1).max(TERM_MAX).regex(/[\p{L}\p{N}]/u)),
  /** How it sounds where the spelling does not tell, in letters: "kwor lith". Empty: as it is written. */
  sounds: written.default(''),
  /** What it is called in other languages. */
  translations: z.partialRecord(languageSchema, written).default({})
    .transform((all) => Object.fromEntries(Object.entries(all).filter(([, text]) => text !== undefined && text !== '')) as Partial<Record<Language, string>>),
  /** Stays as it is in every language. */
  doNotTranslate: z.boolean().default(false),
})
export type Term = z.infer<typeof termSchema>

export interface VocabularyTerm extends Term {
  readonly termId: string
}

/** A term that may belong into the vocabulary. */
export interface TermSuggestion {
  readonly term: string
  /** `document`: stands in one of the documents; `transcript`: somebody put it into a line of a transcript. */
  readonly source: 'document' | 'transcript'
  readonly count: number
  /** What had been heard in its place, where that is known: a line that it was corrected in. */
  readonly heard?: string
}

/** What is wrong with a row of a CSV file. */
export type RowProblem = 'term-missing' | 'too-long' | 'no-yes-or-no' | 'twice' | 'cells' | 'full'
export interface RowError {
  /** As a spreadsheet counts: the header is row 1. */
  readonly row: number
  readonly column: string | null
  readonly problem: RowProblem
}
/** Why nothing of a file is taken. */
export type FileProblem = 'empty' | 'encoding' | 'not-csv' | 'no-term-column' | 'column' | 'rows'

/** What became of a CSV file. */
export interface Imported {
  readonly added: number
  /** Terms that the vocabulary had: as the file has them now. */
  readonly changed: number
  /** Rows that were not taken, and why; all others were. */
  readonly errors: readonly RowError[]
}

/** The same term whatever its case and accents' composition. */
export function termKey(term: string): string {
  return term.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim()
}

/** How a term of a vocabulary has to appear in a translation. */
export interface TermPair {
  /** As it stands in the text that is translated. */
  readonly source: string
  readonly target: string
}
export const termPairSchema = z.object({ source: z.string().min(1).max(TERM_MAX), target: z.string().min(1).max(TERM_MAX) })
/** Terms that one sentence is translated with. */
export const TERM_PAIRS_MAX = 20

/** What a term becomes from one language to another; null where nothing is said of it. */
export function termPair({ term, translations, doNotTranslate }: Term, from: Language, to: Language): TermPair | null {
  if (doNotTranslate) return { source: term, target: term }
  const target = translations[to]
  return target === undefined ? null : { source: translations[from] ?? term, target }
}
