import { sql } from 'drizzle-orm'
import type { SQL } from 'drizzle-orm'
import type { Language } from '../../domain/language.ts'
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

/** The tsquery for texts in one language. */
export function queryFor({ spaced, unspaced }: SearchQuery, language: string): SQL {
  return sql`websearch_to_tsquery(${sql.raw(`'${textConfig(language)}'`)}::regconfig, ${UNSPACED.includes(language) ? unspaced : spaced})`
}

/**
 * The condition that a text answers a query in its own language: what any language's rules find through the index, checked with the
 * rules of the text's own. And the rank to go with it.
 */
export function matches(query: SearchQuery, { words, language, only }: { words: SQL; language: SQL; only: Language | null }): { where: SQL; tsquery: SQL } {
  if (only) {
    const tsquery = queryFor(query, only)
    return { where: sql`${language} = ${only} and ${words} @@ ${tsquery}`, tsquery }
  }
  const codes = Object.keys(TEXT_CONFIGS)
  const others = [...(query.unspaced === query.spaced ? [] : [queryFor(query, 'zh')]), queryFor(query, 'simple')]
  const any = sql.join([...codes.map((code) => queryFor(query, code)), ...others], sql` || `)
  const own = sql`case ${language} ${sql.join([...codes, ...UNSPACED].map((code) => sql`when ${sql.raw(`'${code}'`)} then ${queryFor(query, code)}`), sql` `)}
    else ${queryFor(query, 'simple')} end`
  return { where: sql`${words} @@ (${any}) and ${words} @@ (${own})`, tsquery: own }
}
