import type { TermPair } from '../../../domain/vocabulary.ts'
import type { Kept } from './mask.ts'

/** Those of the terms that a text has, the longest first, so that one within another is left to it. */
export function termsIn(text: string, terms: readonly TermPair[]): TermPair[] {
  return terms.filter(({ source }) => find(text, source).length > 0).sort((a, b) => b.source.length - a.source.length || (a.source < b.source ? -1 : 1))
}

/**
 * Where a text has the terms, with what each is in the translation. As a whole word, in any case; with an ending it is another form, which only the
 * translator knows how to say.
 */
export function findTerms(text: string, terms: readonly TermPair[]): Kept[] {
  const found: Kept[] = []
  for (const { source, target } of termsIn(text, terms)) {
    for (const { start, end } of find(text, source)) {
      if (found.some((other) => other.start < end && start < other.end)) continue
      const begins = /(?:^|[.!?…]\s+)[\p{Ps}\p{Pi}"'¿¡]*$/u.test(text.slice(0, start))
      found.push({ start, end, as: begins && source !== target ? target.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase()) : target })
    }
  }
  return found.sort((a, b) => a.start - b.start)
}

/** Whether a translation has a term: whole, or with an ending. */
export function hasTerm(translation: string, term: string): boolean {
  const [whole, wanted] = [translation.normalize('NFC').toLowerCase(), term.normalize('NFC').toLowerCase()]
  for (let at = whole.indexOf(wanted); at >= 0; at = whole.indexOf(wanted, at + 1)) if (!/[\p{L}\p{N}]$/u.test(whole.slice(0, at))) return true
  return false
}

function find(text: string, source: string): { start: number; end: number }[] {
  const escaped = source.trim().replace(/[.*+?^${}()|[\]\\/]/g, '\\$&').replace(/\s+/gu, '\\s+')
  // A script without spaces has no borders of words to look for.
  const [before, after] = /^[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u.test(source) ? ['', ''] : ['(?<![\\p{L}\\p{N}])', '(?![\\p{L}\\p{M}\\p{N}])']
  return [...text.matchAll(new RegExp(`${before}${escaped}${after}`, 'giu'))].map(({ index, 0: word }) => ({ start: index, end: index + word.length }))
}
