import type { Language } from '../../../domain/language.ts'
import type { Term } from '../../../domain/vocabulary.ts'

/** Spreadsheets take a file for UTF-8 by it. */
const MARK = '\ufeff'
/** What a spreadsheet would run as a formula. */
const FORMULA = /^[=+\-@\t\r]/

/** CSV (RFC 4180) of terms, a column for each language. No cell is a formula: what begins like one gets an apostrophe, which reading takes away. */
export function writeCsv(terms: readonly Term[]): string {
  const languages = [...new Set(terms.flatMap(({ translations }) => Object.keys(translations)))].sort() as Language[]
  const rows = terms.map(({ term, sounds, doNotTranslate, translations }) => [term, sounds, doNotTranslate ? 'yes' : '', ...languages.map((language) => translations[language] ?? '')])
  return MARK + [['term', 'sounds', 'do_not_translate', ...languages], ...rows].map((cells) => `${cells.map(toCell).join(',')}\r\n`).join('')
}

function toCell(value: string): string {
  const safe = FORMULA.test(value) || value.startsWith("'") ? `'${value}` : value
  return /[",\r\n;\t]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
