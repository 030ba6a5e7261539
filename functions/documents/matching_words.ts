import { sql } from 'drizzle-orm'
import type { Db } from '../../infra/db/db.ts'
import { TEXT_CONFIGS, UNSPACED, UNSPACED_CHARACTERS } from '../../infra/db/schema/text_search.ts'
import { commonWords } from '../../domain/written_language.ts'
import type { Hit } from './nearest_vectors.ts'
import type { SearchedDocument } from './room_documents.ts'

/** A question is a sentence; what is longer says no more about what is asked. */
const QUESTION_WORDS_MAX = 40
/** Looking a word up in a document takes some 5 µs: of a question's words the longest are looked up, which are the rarest in every language, in so many documents all in all. */
const LOOK_UPS = 300
/** Counting a word in a document first stops here; only a word that is rare in the room is counted to its end. */
const PARTS_COUNTED = 8
/** Parts of documents that are read for a question, the rarest words first: a word of more of them tells nothing of where to look. */
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
 * Words of nearly every sentence are left out, and of the others the shortest and the commonest where there are too many.
 */
export async function matchingWords(db: Db, among: readonly SearchedDocument[], text: string, { limit }: { readonly limit: number }): Promise<Hit[]> {
  const known = text.replaceAll('\0', ' ').split(/\s+/).filter((word) => word !== '' && !COMMON.has(word.toLowerCase().replace(/[^\p{L}\p{M}\p{N}]/gu, '')))
  const words = [...new Set(known)].slice(0, QUESTION_WORDS_MAX).sort((a, b) => b.length - a.length).slice(0, Math.ceil(LOOK_UPS / among.length)).join(' ')
  if (words === '') return []
  const asked = [...new Set(among.map(({ language }) => language))].map((language) => ({ config: textConfig(language), text: spaced(words, language) }))
  const documents = among.map(({ documentId, language }) => ({ document_id: documentId, config: textConfig(language) }))
  const counted = (most: number) => sql`(select count(*) from (select 1 from document_words of_word where of_word.document_id = pair.document_id and of_word.word = pair.word limit ${most}) as seen)`
  // The text of the statement is always the same, so that it is parsed once.
  return db.select({ documentId: sql<string>`hit.document_id`, ordinal: sql<number>`hit.ordinal` }).from(sql`(
    with documents as materialized (select * from json_to_recordset(${JSON.stringify(documents)}::json) as given (document_id uuid, config text)),
    asked as materialized (select distinct given.config, found.lexeme as word from json_to_recordset(${JSON.stringify(asked)}::json) as given (config text, text text)
      cross join lateral unnest(to_tsvector(given.config::regconfig, given.text)) as found),
    pairs as materialized (select pair.*, ${counted(PARTS_COUNTED)} as parts from (select document_id, word from documents join asked using (config)) as pair),
    rare as materialized (select word from (select word, sum(sum(parts)) over (order by sum(parts), word) as read from pairs group by word) as counted where read <= ${PARTS_READ}),
    whole as materialized (select pair.document_id, pair.word, case when pair.parts < ${PARTS_COUNTED} then pair.parts else ${counted(PARTS_READ + 1)} end as parts
      from pairs as pair join rare using (word) where pair.parts > 0),
    chosen as materialized (select word, 1 / (1 + ln(parts::float8)) as weight from (
      select word, sum(parts) as parts, sum(sum(parts)) over (order by sum(parts), word) as read from whole group by word) as counted where read <= ${PARTS_READ})
    select whole.document_id, piece.ordinal, sum(chosen.weight) as score from chosen join whole using (word)
    cross join lateral (select ordinals from document_words where document_id = whole.document_id and word = whole.word offset 0) as found
    cross join lateral unnest(found.ordinals) as piece (ordinal)
    group by 1, 2 order by score desc, 1, 2 limit ${limit}) as hit`).prepare('matching_words').execute()
}
