import type { Analytics, AnalyticsTable } from './analytics.ts'

/** How a column's values are to be read: `minutes` are ms of talk, `seconds` ms of waiting. */
export type ColumnKind = 'day' | 'language' | 'text' | 'yes' | 'count' | 'minutes' | 'seconds'

export interface Column {
  /** In files; the pages have words of their own. */
  readonly name: ColumnName
  readonly kind: ColumnKind
}

export type Cell = string | number | boolean | null

export interface Table {
  readonly columns: readonly Column[]
  readonly rows: readonly (readonly Cell[])[]
}

const KINDS = {
  day: 'day', language: 'language', from: 'language', to: 'language', name: 'text', engine: 'text', guest: 'yes',
  person: 'count', meetings: 'count', captions: 'count', translated: 'count', measured: 'count', right: 'count', wrong: 'count', translations: 'count', cached: 'count',
  cloned: 'count', quick: 'count', failed: 'count', document_captions: 'count', document_questions: 'count', vocabulary_captions: 'count',
  talk_ms: 'minutes', heard_ms: 'minutes', cloned_ms: 'minutes', p50_ms: 'seconds', p95_ms: 'seconds', p99_ms: 'seconds',
} as const satisfies Record<string, ColumnKind>
export type ColumnName = keyof typeof KINDS

/** The figures of a table, the same for pages, files and charts. Without people it has no rows for `people`. */
export function toTable(of: Analytics, table: AnalyticsTable): Table {
  switch (table) {
    case 'talk': return build(['day', 'meetings', 'captions', 'talk_ms', 'heard_ms'], of.days, (each) => [each.day, each.meetings, each.captions, each.talkMs, each.heardMs])
    case 'languages': return build(['language', 'captions', 'talk_ms', 'translated'], of.languages, (each) => [each.language, each.captions, each.talkMs, each.translated])
    case 'people': return build(['person', 'name', 'guest', 'language', 'captions', 'talk_ms'], of.people ?? [], (each) => [each.number, each.name, each.guest, each.language, each.captions, each.talkMs])
    case 'latency': return build(['day', 'measured', 'p50_ms', 'p95_ms', 'p99_ms'], of.days, ({ day, measured, lag }) => [day, measured, lag?.p50Ms ?? null, lag?.p95Ms ?? null, lag?.p99Ms ?? null])
    case 'quality': return build(['day', 'right', 'wrong'], of.days, (each) => [each.day, each.right, each.wrong])
    case 'engines': return build(['engine', 'from', 'to', 'right', 'wrong'], of.quality, (each) => [each.engine, each.from, each.to, each.right, each.wrong])
    case 'cache': return build(['day', 'translations', 'cached'], of.days, (each) => [each.day, each.translations, each.cached])
    case 'voices': return build(['day', 'cloned', 'cloned_ms', 'quick', 'failed'], of.days, (each) => [each.day, each.clones, each.cloneMs, each.quickVoices, each.failedVoices])
    case 'documents': return build(['day', 'document_captions', 'document_questions', 'vocabulary_captions'], of.days, ({ day, usage }) => (
      [day, usage['document-caption'], usage['document-question'], usage['vocabulary-caption']]))
  }
}

/** RFC 4180, with the names of the columns. Spreadsheets run what begins like a formula, so such a text gets an apostrophe in front. */
export function toCsv({ columns, rows }: Table): string {
  const field = (cell: Cell) => {
    const text = typeof cell === 'string' ? cell.replace(/^(?=[=+\-@\t\r])/, '\'') : String(cell ?? '')
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  }
  return [columns.map(({ name }) => name), ...rows].map((row) => `${row.map(field).join()}\r\n`).join('')
}

function build<Row>(names: readonly ColumnName[], rows: readonly Row[], cells: (row: Row) => readonly Cell[]): Table {
  return { columns: names.map((name) => ({ name, kind: KINDS[name] })), rows: rows.map(cells) }
}
