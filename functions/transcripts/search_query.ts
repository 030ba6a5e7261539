import { sql } from 'drizzle-orm'
import type { SQL } from 'drizzle-orm'
import type { Language } from '../../domain/language.ts'
import type { Db } from '../../infra/db/db.ts'
import { rowsOf } from '../../infra/db/rows_of.ts'
import { TEXT_CONFIGS, UNSPACED, UNSPACED_CHARACTERS } from '../../infra/db/schema/text_search.ts'

const TERM = /(-?)(?:"([^"]*)"|(\S+))/gu
const UNSPACED_RUN = new RegExp(`${UNSPACED_CHARACTERS}`, 'gu')

/** A query as `websearch_to_tsquery` reads it, in the two ways in which texts are split into words. */
export interface SearchQuery {
  readonly spaced: string
  /** Every Han or kana character is a word of its own, and those that were typed together follow each other. */
  readonly unspaced: string
}

/** Reads what someone typed. Null when it names nothing to look for: no letter or digit, or only words to leave out. */
export function parseQuery(typed: string): SearchQuery | null {
  const text = typed.normalize('NFC').replace(/\p{C}+/gu, ' ').trim()
  const terms = [...text.matchAll(TERM)].map(([whole, minus, phrase, word]) => ({ whole, minus: minus!, words: phrase ?? word! }))
  if (!terms.some(({ minus, words }) => !minus && /[\p{L}\p{N}]/u.test(words))) return null
  const unspaced = terms.map(({ whole, minus, words }) => {
    const split = words.replace(UNSPACED_RUN, ' $& ')
    return split === words ? whole : `${minus}"${split.trim()}"`
  })
  return { spaced: text, unspaced: unspaced.join(' ') }
}

/** The configuration that makes the words of texts in a language. */
export function textConfig(language: string): string {
  return (TEXT_CONFIGS as Readonly<Record<string, string>>)[language] ?? 'simple'
}

/** Languages whose texts are split or stemmed in a way of their own; the rest is read as `simple`. */
const SPECIAL = [...Object.keys(TEXT_CONFIGS), ...UNSPACED]
const REST = 'rest'

/** What a query looks for in the texts of each language: tsqueries as text. */
export interface TsQueries {
  /** Empty when the words of the query are all too common in that language to be looked for. */
  of(language: string): string
  /** Each one once, without empty ones. */
  readonly distinct: readonly string[]
}

/** Asks the database how the query reads in each language, or in one alone. */
export async function readTsQueries(db: Db, { spaced, unspaced }: SearchQuery, only: Language | null): Promise<TsQueries> {
  const languages = only ? [only] : [...SPECIAL, REST]
  const columns = languages.map((language, at) => {
    const config = sql.raw(`'${textConfig(language)}'::regconfig`)
    return sql`websearch_to_tsquery(${config}, ${UNSPACED.includes(language) ? unspaced : spaced})::text as ${sql.raw(`q${at}`)}`
  })
  const [row] = rowsOf<Record<string, string>>(await db.execute(sql`select ${sql.join(columns, sql`, `)}`))
  const read = new Map(languages.map((language, at) => [language, row![`q${at}`]!]))
  return { of: (language) => read.get(language) ?? read.get(REST) ?? '', distinct: [...new Set(read.values())].filter((text) => text !== '') }
}

/**
 * The condition that a text answers a query in its own language, and the tsquery to rank it with: what any language's rules find
 * through the index, checked with the rules of the text's own where they differ.
 */
export function matches(queries: TsQueries, { words, language, only }: { words: SQL; language: SQL; only: Language | null }): { where: SQL; tsquery: SQL } {
  const any = sql.join(queries.distinct.map((text) => sql`${text}::tsquery`), sql` || `)
  if (only) return { where: sql`${language} = ${only} and ${words} @@ (${any})`, tsquery: any }
  const cases = SPECIAL.filter((code) => queries.of(code) !== queries.of(REST)).map((code) => sql`when ${sql.raw(`'${code}'`)} then ${queries.of(code)}::tsquery`)
  if (cases.length === 0) return { where: sql`${words} @@ (${any})`, tsquery: any }
  const own = sql`case ${language} ${sql.join(cases, sql` `)} else ${queries.of(REST)}::tsquery end`
  return { where: sql`${words} @@ (${any}) and ${words} @@ (${own})`, tsquery: own }
}
