import { hasTerm } from '../../models/translation/faithful/terms.ts'

/** A text, and the terms that it should have. */
export interface Wanted {
  readonly text: string
  readonly terms: readonly string[]
}

/** How many of the terms are missing; an ending more is none. */
export function termErrors(all: readonly Wanted[]): { readonly terms: number; readonly missing: number; readonly which: string[] } {
  const which = all.flatMap(({ text, terms }) => terms.filter((term) => !hasTerm(text, term)))
  return { terms: all.reduce((sum, { terms }) => sum + terms.length, 0), missing: which.length, which }
}
