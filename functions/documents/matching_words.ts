import { sql } from 'drizzle-orm'
import type { SQL } from 'drizzle-orm'
import type { Db } from '../../infra/db/db.ts'
import { rowsOf } from '../../infra/db/rows_of.ts'
import { TEXT_CONFIGS, UNSPACED, UNSPACED_CHARACTERS } from '../../infra/db/schema/text_search.ts'
import { commonWords } from '../../domain/written_language.ts'
import type { Hit } from './nearest_vectors.ts'
import type { SearchedDocument } from './room_documents.ts'

/** A question is a sentence; what is longer says no more about what is asked. */
const QUESTION_WORDS_MAX = 40
/** Counting stops here: a word of so many parts of one document tells nothing of where to look. */
const PARTS_COUNTED = 8
/** Parts of documents that are read for a question, the rarest words first. */
const PARTS_READ = 400

const UNSPACED_ALL = new RegExp(UNSPACED_CHARACTERS, 'g')
const COMMON = new Set(commonWords())

/** By whose rules words are found in texts of a language. */
export function textConfig(language: string | null): string {
  return TEXT_CONFIGS[language as keyof typeof TEXT_CONFIGS] ?? 'simple'
}

/** Characters that are words of their own stand apart, so that text search takes them for such. */
export function spaced(text: string, language: string | null): string {
  return language !== null && UNSPACED.includes(language) ? text.replace(UNSPACED_ALL, ' $& ') : text
}

/**
 * The pieces that have most of a question's words, the rare ones counting more. A document's words are found by the rules of its language.
 * Words of nearly every sentence are left out, and of the others the commonest where there are too many.
 */
export async function matchingWords(db: Db, among: readonly SearchedDocument[], text: string, { limit }: { readonly limit: number }): Promise<Hit[]> {
  const words = text.replaceAll('\0', ' ').split(/\s+/).filter((word) => !COMMON.has(word.toLowerCase().replace(/[^\p{L}\p{M}\p{N}]/gu, ''))).slice(0, QUESTION_WORDS_MAX).join(' ')
  if (words === '') return []
  const asked = [...new Set(among.map(({ language }) => language))].map((language) => sql`select ${textConfig(language)}::text as config, lexeme from unnest(to_tsvector(${textConfig(language)}::regconfig, ${spaced(words, language)}))`)
  const documents = among.map(({ documentId, language }) => sql`(${documentId}::uuid, ${textConfig(language)}::text)`)
  const result = await db.execute(sql`
    with documents (document_id, config) as (values ${join(documents, sql`, `)}),
    asked as materialized (${join(asked, sql` union `)}),
    counted as materialized (
      select documents.document_id, asked.lexeme as word, (select count(*) from (select 1 from document_words of_word
        where of_word.document_id = documents.document_id and of_word.word = asked.lexeme limit ${PARTS_COUNTED}) as few) as parts
      from documents join asked using (config)),
    weighed as (select word, sum(parts) as parts, sum(sum(parts)) over (order by sum(parts), word) as read from counted group by word having sum(parts) > 0),
    chosen as (select word, 1 / (1 + ln(parts::float8)) as weight from weighed where read <= ${PARTS_READ})
    select found.document_id, piece.ordinal, sum(chosen.weight) as score
    from chosen join counted on counted.word = chosen.word and counted.parts > 0
    join document_words found on found.document_id = counted.document_id and found.word = chosen.word
    cross join lateral unnest(found.ordinals) as piece (ordinal)
    group by 1, 2 order by score desc, 1, 2 limit ${limit}`)
  return rowsOf<{ document_id: string; ordinal: number }>(result).map(({ document_id, ordinal }) => ({ documentId: document_id, ordinal }))
}

function join(parts: readonly SQL[], between: SQL): SQL {
  return sql.join([...parts], between)
}
