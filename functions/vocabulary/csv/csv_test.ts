import assert from 'node:assert/strict'
import { test } from 'node:test'
import { termSchema } from '../../../domain/vocabulary.ts'
import { CsvError, readCsv } from './read_csv.ts'
import { writeCsv } from './write_csv.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const read = (text: string) => readCsv(bytes(text))
const term = (given: object) => termSchema.parse(given)
const problem = (of: string) => (error: unknown) => error instanceof CsvError && error.problem === of && error.code === 'invalid-values'

test('what is written is read as it was, with quotes, line breaks of other systems and languages', () => {
  const terms = [
    term({ term: 'spool valve', translations: { pt: 'válvula de carretel', vi: 'van trượt' } }),
    term({ term: 'Halvex "II", new', sounds: 'hal vex', doNotTranslate: true }),
    term({ term: "'quoted'" }),
  ]
  const text = writeCsv(terms)
  assert.ok(text.startsWith('\ufeffterm,sounds,do_not_translate,pt,vi\r\n'))
  assert.deepEqual(read(text), { rows: terms.map((one, at) => ({ row: at + 2, term: one })), errors: [] })
})

test('no cell that is written is a formula for a spreadsheet, and reading takes the apostrophe away again', () => {
  const terms = [term({ term: '=HYPERLINK("http://evil","x")', sounds: '@sum', translations: { pt: '+1', vi: '-2+3' } })]
  for (const cell of writeCsv(terms).split('\r\n')[1]!.split(',')) assert.doesNotMatch(cell.replace(/^"/, ''), /^[=+\-@]/)
  assert.deepEqual(read(writeCsv(terms)).rows[0]!.term, terms[0])
})

test('semicolons and tabs, a mark, columns in any order, rows that end early and empty ones', () => {
  assert.deepEqual(read('\ufeffPT;Term;Do not translate\r\nvá;spool\r\n;;\r\n;Halvex;sim\r\n').rows, [
    { row: 2, term: term({ term: 'spool', translations: { pt: 'vá' } }) }, { row: 4, term: term({ term: 'Halvex', doNotTranslate: true }) },
  ])
  assert.equal(read('term\tsounds\nQuorlith\tkwor lith\n').rows[0]!.term.sounds, 'kwor lith')
  const utf16 = Uint8Array.from([0xff, 0xfe, ...[...'term\nã\n'].flatMap((letter) => [letter.charCodeAt(0) & 255, letter.charCodeAt(0) >> 8])])
  assert.equal(readCsv(utf16).rows[0]!.term.term, 'ã')
})

test('rows that cannot be used are named with their column, and the others are taken', () => {
  const { rows, errors } = read(`term,do_not_translate,pt\n,yes,x\nHalvex,perhaps,\n${'a'.repeat(81)},,\nGood,,bom\ngood,,\nMore,,,,\nWide,,${'b'.repeat(81)}\n...,,\n`)
  assert.deepEqual(rows.map(({ row }) => row), [5])
  assert.deepEqual(errors, [
    { row: 2, column: 'term', problem: 'term-missing' }, { row: 3, column: 'do_not_translate', problem: 'no-yes-or-no' }, { row: 4, column: 'term', problem: 'too-long' },
    { row: 6, column: 'term', problem: 'twice' }, { row: 7, column: null, problem: 'cells' }, { row: 8, column: 'pt', problem: 'too-long' }, { row: 9, column: 'term', problem: 'term-missing' },
  ])
})

test('a file that is no such thing is refused with why', () => {
  assert.throws(() => read(''), problem('empty'))
  assert.throws(() => readCsv(Uint8Array.of(0xff, 0x41, 0xc3)), problem('encoding'))
  assert.throws(() => readCsv(bytes('term\0\n')), problem('encoding'))
  assert.throws(() => read('word\nx\n'), problem('column'))
  assert.throws(() => read('pt\nx\n'), problem('no-term-column'))
  assert.throws(() => read('term,term\nx,y\n'), problem('column'))
  assert.throws(() => read('term\n"never closed\n'), problem('not-csv'))
  assert.throws(() => read(`term\n${'x\n'.repeat(5_001)}`), problem('rows'))
})
