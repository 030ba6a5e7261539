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

/** By room. */
type LastModels = Map<string, readonly string[]>

type SearchDeps = Pick<DocumentsDeps, 'db' | 'embedders'>

/** Searches a room's documents by meaning and by words: see `RoomDocuments`. */
export function createSearch(deps: SearchDeps): (input: SearchInput) => Promise<Passage[]> {
  let atWork = 0
  const lastModels = new Map<string, readonly string[]>()
  return async ({ deadlineMs, signal, ...input }) => {
    signal?.throwIfAborted()
    if (deadlineMs === undefined) return searchRoom(deps, lastModels, input, signal)
    if (atWork >= AT_ONCE) throw new DomainError('timeout', `Cannot search the documents of room "${input.roomId}" within ${deadlineMs} ms: ${atWork} searches are under way`)
    atWork++
    const searching = searchRoom(deps, lastModels, input, signal).finally(() => void atWork--)
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

async function searchRoom({ db, embedders }: SearchDeps, lastModels: LastModels, { roomId, text, limit = LIMIT }: SearchInput, signal: AbortSignal | undefined): Promise<Passage[]> {
  // Signs and pictures ask for nothing.
  if (!/[\p{L}\p{N}]/u.test(text)) return []
  const embed = async (model: string) => (await embedders.byModel(model))?.embed(text, signal ? { signal } : {}) ?? null
  // The question is read while the database is asked, by the models that the room had last.
  const early = new Map((lastModels.get(roomId) ?? []).map((model) => [model, embed(model)]))
  for (const vector of early.values()) vector.catch(() => {})
  const among = await searchedDocuments(db, roomId)
  const models = [...new Set(among.flatMap(({ model }) => (model === null ? [] : [model])))]
  remember(lastModels, roomId, models)
  if (among.length === 0) return []
  const byMeaning = async (model: string): Promise<Hit[]> => {
    const vector = await (early.get(model) ?? embed(model))
    return vector ? nearestVectors(db, among.filter((one) => one.model === model), vector, { limit: CANDIDATES }) : []
  }
  const [words, ...meanings] = await Promise.all([matchingWords(db, among, text, { limit: CANDIDATES }), ...models.map(byMeaning)])
  signal?.throwIfAborted()
  const worded = new Set(words.map(({ documentId, ordinal }) => chunkId(documentId, ordinal)))
  const answering = fuse([words, ...meanings]).filter(({ documentId, ordinal, similarity = 0 }) => similarity >= ALIKE_MIN || worded.has(chunkId(documentId, ordinal)))
  return readPassages(db, answering.slice(0, Math.min(limit, LIMIT_MAX)), among)
}

/** Keeps the models of the rooms that were searched last, and of none without documents. */
function remember(lastModels: LastModels, roomId: string, models: readonly string[]): void {
  lastModels.delete(roomId)
  if (models.length > 0) lastModels.set(roomId, models)
  if (lastModels.size > ROOMS_KEPT) lastModels.delete(lastModels.keys().next().value!)
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
