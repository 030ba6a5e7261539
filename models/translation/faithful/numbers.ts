import type { Language } from '../../../domain/language.ts'
import { languageTag } from '../../../domain/language.ts'
import { isNumberWord, scaleIn } from './number_words.ts'

interface Marks {
  readonly group: string
  readonly decimal: string
}

export interface FoundNumber {
  readonly start: number
  readonly end: number
  readonly text: string
  /** Null for what is no plain number in its language: versions, addresses. */
  readonly value: number | null
  /** Whether thousands are set apart. */
  readonly grouped: boolean
}

const NUMBER = /\p{Nd}+(?:[.,٬٫]\p{Nd}+)*/gu
/** Thousands set apart by spaces, as in French and Polish; of several kinds. */
const SPACED = /\p{Nd}{1,3}(?:[ \u00a0\u202f]\p{Nd}{3})+(?!\p{Nd})(?:,\p{Nd}+)?|\p{Nd}+(?:[.,٬٫]\p{Nd}+)*/gu

/** Making a number format takes longer than all the rest of a sentence. */
const MARKS = new Map<Language, Marks>()

/** How a language writes 1,234.5; Portuguese as in Brazil, which the bundled models write. */
function marksOf(language: Language): Marks {
  const known = MARKS.get(language)
  if (known) return known
  const parts = new Intl.NumberFormat(language === 'pt' ? 'pt-BR' : `${languageTag(language)}-u-nu-latn`).formatToParts(1_234_567.8)
  const find = (type: string) => parts.find((part) => part.type === type)?.value ?? ''
  const marks = { group: find('group'), decimal: find('decimal') || '.' }
  MARKS.set(language, marks)
  return marks
}

/** The numbers of a text, read as its language writes them. */
export function readNumbers(text: string, language: Language, { spaced = false }: { spaced?: boolean } = {}): FoundNumber[] {
  const { group, decimal } = spaced ? { group: ' ', decimal: ',' } : marksOf(language)
  const bySpace = /\s/u.test(group)
  return [...text.matchAll(bySpace ? SPACED : NUMBER)].map(({ index, 0: found }) => {
    const digits = toAscii(found.replace(/\s/gu, ' '))
    const [whole = '', ...decimals] = digits.split(decimal)
    const parts = group === '' ? [whole] : whole.split(bySpace ? ' ' : group)
    const isGrouped = parts.length === 1 || (parts[0]!.length <= 3 && parts.slice(1).every((part) => part.length === 3))
    const isNumber = decimals.length <= 1 && isGrouped && /^\d+$/.test(parts.join('') + decimals.join(''))
    const value = isNumber ? Number(`${parts.join('')}.${decimals[0] ?? '0'}`) : null
    return { start: index, end: index + found.length, text: digits, value, grouped: isNumber && parts.length > 1 }
  })
}

/** A number as the other language writes it; what is no plain number stays. */
export function localise({ text, value }: Pick<FoundNumber, 'text' | 'value'>, from: Language, to: Language): string {
  if (value === null) return text
  const [own, other] = [marksOf(from), marksOf(to)]
  return text.replace(/[., ]/g, (mark) => (mark === own.decimal ? other.decimal : other.group))
}

/**
 * Numbers of the source that the translation has neither as digits nor in words. Looked for by value, with thousands and millions as words, hours of
 * either half of the day, years of a decade; small ones count as said where their words are not known.
 */
export function missingNumbers(source: string, translation: string, { from, to }: { from: Language; to: Language }): FoundNumber[] {
  const numbers = readNumbers(source, from)
  if (numbers.length === 0) return []
  // Many write thousands with a space whatever the rules of their language.
  const there = [...readNumbers(translation, to), ...readNumbers(translation, to, { spaced: true })]
  const literal = new Set(there.map(({ text }) => text))
  const scales = [1, ...scaleIn(source), ...scaleIn(translation).map((scale) => 1 / scale)]
  return numbers.filter((number) => {
    if (literal.has(number.text) && !number.grouped) return false
    const { value } = number
    if (value === null) return true
    const isThere = there.some((other) => other.value !== null && (
      scales.some((scale) => Math.abs(other.value! - value * scale) < 1e-9 * Math.max(1, value)) || isOtherHour(value, other.value) || isDecade(number.text, other.text)
    ))
    return !isThere && !isNumberWord(value, translation, to)
  })
}

/** Numbers whose thousands came out garbled or as the source writes them ("$1.250.75", "USD 3,200") get the language's own marks. */
export function mendNumbers(source: string, translation: string, { from, to }: { from: Language; to: Language }): string {
  let mended = translation
  for (const number of missingNumbers(source, translation, { from, to }).filter(({ grouped }) => grouped)) {
    const digits = number.text.replace(/[., ]/g, '')
    const same = readNumbers(mended, to).filter(({ text }) => text.replace(/[.,]/g, '') === digits)
    if (same.length === 1) mended = mended.slice(0, same[0]!.start) + localise(number, from, to) + mended.slice(same[0]!.end)
  }
  return mended
}

function isOtherHour(value: number, other: number): boolean {
  return Number.isInteger(value) && value <= 24 && (other === value + 12 || other === value - 12)
}

function isDecade(text: string, other: string): boolean {
  return /^\d{2}$/.test(text) && /^(?:19|20)\d{2}$/.test(other) && other.endsWith(text) || /^(?:19|20)\d0$/.test(text) && text.endsWith(other)
}

/** Digits of any script as 0 to 9, and Arabic marks as ours: they stand in blocks of ten that begin with zero. */
function toAscii(digits: string): string {
  return digits.replace(/٬/g, ',').replace(/٫/g, '.').replace(/[^\x00-\x7f]/gu, (digit) => {
    let zero = digit.codePointAt(0)!
    while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1)) && digit.codePointAt(0)! - zero < 9) zero--
    return String(digit.codePointAt(0)! - zero)
  })
}
