import { parse } from 'csv-parse/sync'
import { languageSchema } from '../../../domain/language.ts'
import type { Language } from '../../../domain/language.ts'
import { DomainError } from '../../../domain/errors.ts'
import { termKey, termSchema } from '../../../domain/vocabulary.ts'
import type { FileProblem, RowError, Term } from '../../../domain/vocabulary.ts'

const ROWS_MAX = 5_000

export interface ReadRow {
  readonly row: number
  readonly term: Term
}

/** A file of which nothing can be used; `problem` for pages. */
export class CsvError extends DomainError {
  readonly problem: FileProblem
  constructor(problem: FileProblem, message: string) {
    super('invalid-values', `Cannot read the CSV file: ${message}`)
    this.problem = problem
  }
}

const [YES, NO] = [new Set(['yes', 'true', '1', 'x', 'y', 'sim', 'có']), new Set(['', 'no', 'false', '0', 'n', 'não', 'không'])]

/**
 * Reads CSV with commas, semicolons or tabs and a header: `term`, and if wanted `sounds`, `do_not_translate` and codes of languages. UTF-8, or UTF-16 with
 * its mark. Rows that cannot be used are named. Throws CsvError.
 */
export function readCsv(content: Uint8Array): { readonly rows: ReadRow[]; readonly errors: RowError[] } {
  const text = decode(content)
  if (text.trim() === '') throw new CsvError('empty', 'it is empty')
  const header = text.slice(0, Math.max(0, text.search(/[\r\n]|$/)))
  const delimiter = [',', ';', '\t'].map((mark) => ({ mark, count: header.split(mark).length })).sort((a, b) => b.count - a.count)[0]!.mark
  const [names = [], ...cells] = parseRows(text, delimiter)
  const columns = names.map(columnOf)
  if (!columns.includes('term')) throw new CsvError('no-term-column', 'the first row has no column "term"')
  const twice = columns.find((column, at) => columns.indexOf(column) !== at)
  if (twice !== undefined) throw new CsvError('column', `the column "${twice}" is there twice`)
  if (cells.length > ROWS_MAX) throw new CsvError('rows', `it has ${cells.length} rows, and ${ROWS_MAX} may be`)

  const [rows, errors]: [ReadRow[], RowError[]] = [[], []]
  const seen = new Set<string>()
  for (const [index, values] of cells.entries()) {
    const row = index + 2
    if (values.every((value) => value.trim() === '')) continue
    if (values.length > columns.length) {
      errors.push({ row, column: null, problem: 'cells' })
      continue
    }
    const read = readRow(columns, values)
    if ('problem' in read) errors.push({ row, ...read })
    else if (seen.has(termKey(read.term))) errors.push({ row, column: 'term', problem: 'twice' })
    else {
      seen.add(termKey(read.term))
      rows.push({ row, term: read })
    }
  }
  return { rows, errors }
}

function decode(content: Uint8Array): string {
  const label = content[0] === 0xff && content[1] === 0xfe ? 'utf-16le' : content[0] === 0xfe && content[1] === 0xff ? 'utf-16be' : 'utf-8'
  try {
    const text = new TextDecoder(label, { fatal: true }).decode(content)
    if (!text.includes('\0')) return text
  } catch {
    // Said below.
  }
  throw new CsvError('encoding', 'it is not text in UTF-8')
}

function parseRows(text: string, delimiter: string): string[][] {
  try {
    return parse(text, { delimiter, relax_column_count: true, skip_empty_lines: false, bom: true })
  } catch (error) {
    throw new CsvError('not-csv', (error as Error).message)
  }
}

/** A column's name: ours, or a language's code. */
function columnOf(name: string): string {
  const plain = name.trim().toLowerCase().replace(/[\s-]+/g, '_')
  if (plain === 'term' || plain === 'sounds' || plain === 'do_not_translate') return plain
  if (languageSchema.safeParse(plain).success) return plain
  throw new CsvError('column', `the column "${name.slice(0, 40)}" is none of term, sounds, do_not_translate and codes of languages`)
}

function readRow(columns: readonly string[], values: readonly string[]): Term | Omit<RowError, 'row'> {
  const given = new Map(columns.map((column, at) => [column, bare(values[at] ?? '')]))
  const flag = (given.get('do_not_translate') ?? '').trim().toLowerCase()
  if (!YES.has(flag) && !NO.has(flag)) return { column: 'do_not_translate', problem: 'no-yes-or-no' }
  const translations = Object.fromEntries([...given].filter(([column]) => column !== 'term' && column !== 'sounds' && column !== 'do_not_translate')) as Partial<Record<Language, string>>
  const parsed = termSchema.safeParse({ term: given.get('term'), sounds: given.get('sounds') ?? '', doNotTranslate: YES.has(flag), translations })
  if (parsed.success) return parsed.data
  const { path, code } = parsed.error.issues[0]!
  return { column: String(path.at(-1) ?? 'term'), problem: code === 'too_big' ? 'too-long' : 'term-missing' }
}

/** Without the apostrophe that kept a spreadsheet from running it, and without what could be run. */
function bare(value: string): string {
  const trimmed = value.trim()
  return /^'[=+\-@\t\r']/.test(trimmed) ? trimmed.slice(1) : trimmed
}
