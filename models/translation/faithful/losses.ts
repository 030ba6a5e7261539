import type { Language } from '../../../domain/language.ts'
import type { TermPair } from '../../../domain/vocabulary.ts'
import type { Kept } from './mask.ts'
import { localise, missingNumbers } from './numbers.ts'
import { findTerms, hasTerm } from './terms.ts'

/** Something of the source that the translation should have and has not. */
export interface Loss extends Kept {
  readonly kind: 'number' | 'currency' | 'code' | 'name' | 'term'
}

/** A sign of money, and what it is called where a translation says it in words. */
const CURRENCIES: Readonly<Record<string, RegExp>> = {
  $: /\$|d[oó]l+ar|dolar|USD|đô|доллар|долар|reais|peso/iu,
  '€': /€|euro|EUR|евро|євро|ευρώ/iu,
  '£': /£|libra|pound|livre|pfund|sterlin|GBP|bảng|фунт/iu,
  '¥': /¥|yen|iene|yuan|JPY|CNY|RMB|円|元|йен/iu,
}
const PRICE = /(?:(?:US|R|A|C|NZ|HK)?\$|[€£¥])\s?\p{Nd}+(?:[.,]\p{Nd}+)*|\p{Nd}+(?:[.,]\p{Nd}+)*\s?[€£¥]/gu
/** A-17, B204, TP1234, JIRA-1234: capitals and digits, at least two of them or with a hyphen. Q3 may be T3 in another language. */
const CODE = /(?<![\p{L}\p{N}-])\p{Lu}[\p{Lu}\p{N}]*(?:-\p{Nd}[\p{Lu}\p{N}]*|\p{Nd}{2,}[\p{Lu}\p{N}]*)(?:-[\p{Lu}\p{N}]+)*(?![\p{L}\p{N}-])/gu
/** These write names as they are spoken: "Mr. Brown" is "Brauns". */
const RESPELL: ReadonlySet<Language> = new Set<Language>(['lv', 'lt', 'az', 'sq', 'sr', 'bs', 'uz', 'tk'])
const TITLED = /(?<!\p{L})(?:Mr|Mrs|Ms|Mx|Dr|Prof|Sr|Sra|Srta|Dra|Profa|Mme|Mlle|Herr|Frau|Miss|Monsieur|Madame)\.?\s+(\p{Lu}[\p{L}\p{M}'’-]+(?:\s+\p{Lu}[\p{L}\p{M}'’-]+)*)/gu

/** What a translation lost of the source: terms, numbers, the money that they are, codes, and names after a title, which a model may translate. */
export function findLosses(source: string, translation: string, { from, to, terms = [] }: { from: Language; to: Language; terms?: readonly TermPair[] }): Loss[] {
  const find = (pattern: RegExp, kind: Loss['kind'], isLost: (found: RegExpExecArray) => boolean): Loss[] => (
    [...source.matchAll(pattern)].filter(isLost).map((found) => ({ kind, start: found.index, end: found.index + found[0].length, as: found[0] }))
  )
  const prices = find(PRICE, 'currency', ([price]) => Object.entries(CURRENCIES).some(([sign, said]) => price.includes(sign) && !said.test(translation)))
    .map((loss) => ({ ...loss, as: loss.as.replace(/\p{Nd}.*\p{Nd}|\p{Nd}/u, (number) => localiseIn(number, from, to)) }))
  const codes = find(CODE, 'code', ([code]) => !translation.toUpperCase().includes(code))
  const names = isLatin(translation) && !RESPELL.has(to) ? titledNames(source).filter(({ as }) => as.split(/\s+/).some((word) => !translation.includes(stem(word)))) : []
  const numbers = missingNumbers(source, translation, { from, to })
    .map((number): Loss => ({ kind: 'number', start: number.start, end: number.end, as: localise(number, from, to) }))
  const missing = findTerms(source, terms).filter(({ as }) => !hasTerm(translation, as)).map((found): Loss => ({ kind: 'term', ...found }))
  // Each stretch once: the longer find has the number in it.
  return [...missing, ...prices, ...codes, ...names, ...numbers]
    .filter((loss, index, all) => all.findIndex((other) => other.start <= loss.start && other.end >= loss.end) === index)
    .sort((a, b) => a.start - b.start)
}

function titledNames(source: string): Loss[] {
  return [...source.matchAll(TITLED)].map(({ index, 0: found, 1: name = '' }) => {
    const end = index + found.length
    return { kind: 'name', start: end - name.length, end, as: name }
  })
}

/** Names have endings in many languages. */
function stem(word: string): string {
  return word.slice(0, Math.max(3, word.length - 2))
}

function localiseIn(number: string, from: Language, to: Language): string {
  return missingNumbers(number, '', { from, to }).reduce((text, found) => text.replace(found.text, localise(found, from, to)), number)
}

function isLatin(text: string): boolean {
  const letters = text.match(/\p{L}/gu) ?? []
  return letters.filter((letter) => /\p{Script=Latin}/u.test(letter)).length * 2 > letters.length
}
