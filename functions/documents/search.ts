import { setImmediate } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { DomainError } from '../../domain/errors.ts'
import type { Db } from '../../infra/db/db.ts'
import { documentChunks } from '../../infra/db/schema/mod.ts'
import { DeadlineError, withDeadline } from '../../infra/deadline.ts'
import type { DocumentsDeps } from './context.ts'
import type { Passage, SearchInput } from './documents.ts'
import { matchingWords } from './matching_words.ts'
import { nearestVectors } from './nearest_vectors.ts'
import type { Hit } from './nearest_vectors.ts'
import { chunkId, searchedDocuments } from './room_documents.ts'
import type { SearchedDocument } from './room_documents.ts'

const LIMIT = 5
const LIMIT_MAX = 50
/** Of each way of searching, so many are fused. */
const CANDIDATES = 40
/** Cormack et al., Reciprocal Rank Fusion outperforms Condorcet, 2009. */
const FUSION = 60
/**
 * What shares no word with the question has to be this near to it in meaning (cosine). In the bundled model nearly all questions have more
 * to what answers them in English, and those on other matters up to 0.15.
 */
const ALIKE_MIN = 0.2
/** Searches with a deadline that may go on at once, those included whose deadline has passed: what hangs does not pile up. */
const AT_ONCE = 6
const ROOMS_KEPT = 1_000

/** What rooms searched last. */
type LastSearched = Map<string, readonly SearchedDocument[]>

type SearchDeps = Pick<DocumentsDeps, 'db' | 'embedders'>

/** Searches a room's documents by meaning and by words: see `RoomDocuments`. */
export function createSearch(deps: SearchDeps): (input: SearchInput) => Promise<Passage[]> {
  let atWork = 0
  const last: LastSearched = new Map()
  return async ({ deadlineMs, signal, ...input }) => {
    signal?.throwIfAborted()
    if (deadlineMs === undefined) return searchRoom(deps, last, input, signal)
    if (atWork >= AT_ONCE) throw new DomainError('timeout', `Cannot search the documents of room "${input.roomId}" within ${deadlineMs} ms: ${atWork} searches are under way`)
    atWork++
    const searching = searchRoom(deps, last, input, signal).finally(() => void atWork--)
    // Nobody hears of what fails after its deadline.
    searching.catch(() => {})
    try {
      return await withDeadline(deadlineMs, signal ? [signal] : [], () => searching)
    } catch (error) {
      if (error instanceof DeadlineError) throw new DomainError('timeout', `Cannot search the documents of room "${input.roomId}" within ${deadlineMs} ms`, { cause: error })
      throw error
    }
  }
}

async function searchRoom(deps: SearchDeps, last: LastSearched, { roomId, text, limit = LIMIT }: SearchInput, signal: AbortSignal | undefined): Promise<Passage[]> {
  // Signs and pictures ask for nothing.
  if (!/[\p{L}\p{N}]/u.test(text)) return []
  const find = async (among: readonly SearchedDocument[]): Promise<Passage[]> => {
    const hits = among.length === 0 ? [] : await findHits(deps, among, text, signal)
    signal?.throwIfAborted()
    return readPassages(deps.db, hits.slice(0, Math.min(limit, LIMIT_MAX)), among)
  }
  const before = last.get(roomId)
  if (!before) return find(await look(deps, last, roomId))
  // Most rooms search what they searched before. Whether they do is asked at the end, when the database is not busy with both ways of searching.
  const hits = await findHits(deps, before, text, signal)
  signal?.throwIfAborted()
  const [among, passages] = await Promise.all([look(deps, last, roomId), readPassages(deps.db, hits.slice(0, Math.min(limit, LIMIT_MAX)), before)])
  return JSON.stringify(before) === JSON.stringify(among) ? passages : find(among)
}

/** Both ways of searching, fused. The words are asked for first: reading the question holds this thread for some ms, in which the database looks them up. */
async function findHits({ db, embedders }: SearchDeps, among: readonly SearchedDocument[], text: string, signal: AbortSignal | undefined): Promise<Fused[]> {
  const byMeaning = async (model: string): Promise<Hit[]> => {
    const embedder = await embedders.byModel(model)
    // The driver sends in the second round of the event loop.
    for (let round = 0; round < 2; round++) await setImmediate()
    const vector = await embedder?.embed(text, signal ? { signal } : {})
    return vector ? nearestVectors(db, among.filter((one) => one.model === model), vector, { limit: CANDIDATES }) : []
  }
  const models = [...new Set(among.flatMap(({ model }) => (model === null ? [] : [model])))]
  const [words, ...meanings] = await Promise.all([matchingWords(db, among, text, { limit: CANDIDATES }), ...models.map(byMeaning)])
  const worded = new Set(words.map(({ documentId, ordinal }) => chunkId(documentId, ordinal)))
  return fuse([words, ...meanings]).filter(({ documentId, ordinal, similarity = 0 }) => similarity >= ALIKE_MIN || worded.has(chunkId(documentId, ordinal)))
}

/** What a room searches now. It is kept for the rooms that were searched last, where there is something. */
async function look({ db }: SearchDeps, last: LastSearched, roomId: string): Promise<SearchedDocument[]> {
  const among = await searchedDocuments(db, roomId)
  last.delete(roomId)
  if (among.length > 0) last.set(roomId, among)
  if (last.size > ROOMS_KEPT) last.delete(last.keys().next().value!)
  return among
}

interface Fused extends Hit {
  readonly score: number
}

/** What several ways find high up comes first. */
export function fuse(rankings: readonly (readonly Hit[])[]): Fused[] {
  const scores = new Map<string, Fused>()
  for (const hits of rankings) {
    for (const [rank, hit] of hits.entries()) {
      const key = chunkId(hit.documentId, hit.ordinal)
      const known = scores.get(key)
      scores.set(key, { ...known, ...hit, score: (known?.score ?? 0) + 1 / (FUSION + rank + 1) })
    }
  }
  return [...scores.values()].sort((a, b) => b.score - a.score || (a.documentId < b.documentId ? -1 : a.documentId > b.documentId ? 1 : a.ordinal - b.ordinal))
}

/** A piece that was deleted meanwhile is left out. */
async function readPassages(db: Db, hits: readonly Fused[], among: readonly SearchedDocument[]): Promise<Passage[]> {
  if (hits.length === 0) return []
  const keys = JSON.stringify(hits.map(({ documentId, ordinal }) => ({ document_id: documentId, ordinal })))
  const rows = await db.select({ documentId: documentChunks.documentId, ordinal: documentChunks.ordinal, page: documentChunks.page, text: documentChunks.text })
    .from(sql`json_to_recordset(${keys}::json) as wanted (document_id uuid, ordinal integer)`)
    .innerJoin(documentChunks, sql`${documentChunks.documentId} = wanted.document_id and ${documentChunks.ordinal} = wanted.ordinal`).prepare('read_passages').execute()
  return hits.flatMap(({ documentId, ordinal, score, similarity = null }) => {
    const row = rows.find((one) => one.documentId === documentId && one.ordinal === ordinal)
    const document = among.find((one) => one.documentId === documentId)
    return row && document ? [{ documentId, documentName: document.name, page: row.page, chunkId: chunkId(documentId, ordinal), text: row.text, score, similarity }] : []
  })
}
