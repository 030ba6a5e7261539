import { parseArgs } from 'node:util'
import { sql } from 'drizzle-orm'
import { addAccount } from '../functions/accounts/testing.ts'
import { matchingWords } from '../functions/documents/matching_words.ts'
import { EXACT_MAX, nearestVectors } from '../functions/documents/nearest_vectors.ts'
import { searchedDocuments } from '../functions/documents/room_documents.ts'
import type { SearchedDocument } from '../functions/documents/room_documents.ts'
import { createSearch } from '../functions/documents/search.ts'
import { PART_CHUNKS, storePart } from '../functions/documents/store_rows.ts'
import { randomCode } from '../functions/rooms/code.ts'
import type { Database, Db } from '../infra/db/db.ts'
import { openPglite } from '../infra/db/pglite.ts'
import { openPostgres } from '../infra/db/postgres.ts'
import { documents, roomDocuments, rooms } from '../infra/db/schema/mod.ts'
import { loadTextEmbedder } from '../models/embeddings/text.ts'
import type { TextEmbedder } from '../models/embeddings/text.ts'
import { BUNDLED_FOLDER } from '../models/store/store.ts'
import { startPostgres } from '../tests/servers/postgres.ts'
import { percentile, readSetting, report, round } from './_report.ts'
import { madeTexts } from './documents_parts/made_texts.ts'

const DOCUMENTS = 50
const WARM_UP = 5
const QUESTIONS = 60
const CANDIDATES = 40
const RECALL_AT = 10

/**
 * `npm run bench -- documents`: a search in rooms that have all, a tenth and a fiftieth of 100,000 pieces (`--chunks`), by meaning, by words and both with
 * the question's embedding, one at a time, in both databases or the one that `--database` names; and how many of the ten nearest pieces it finds.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { database: { type: 'string' }, chunks: { type: 'string', default: '100000' } } })
  const setting = readSetting(['@electric-sql/pglite', '@electric-sql/pglite-pgvector', 'postgres', 'onnxruntime-node'])
  const embedder = await loadTextEmbedder(`${BUNDLED_FOLDER}all-MiniLM-L6-v2`, 'all-MiniLM-L6-v2')
  const each = Math.floor(Number(values.chunks) / DOCUMENTS)
  const questions = await Promise.all(madeTexts({ count: QUESTIONS, words: 12, seed: 99 }).map(async (text) => ({ text, vector: await embedder.embed(text) })))
  for (const name of ['postgres', 'pglite'] as const) {
    if (values.database && values.database !== name) continue
    const { database: { db }, end } = await open(name)
    try {
      const began = performance.now()
      const { all, tenth, one } = await fill(db, name, embedder, each)
      report('documents', `${name} fill`, { chunks: each * DOCUMENTS, fillMs: Math.round(performance.now() - began) }, setting)
      for (const [size, roomId] of Object.entries({ all, tenth, one })) {
        const among = await searchedDocuments(db, roomId)
        const search = createSearch({ db, embedders: { byModel: async () => embedder } })
        const figures = {
          chunks: among.reduce((sum, { chunks }) => sum + chunks, 0),
          meaning: await time(questions, ({ vector }) => nearestVectors(db, among, vector, { limit: CANDIDATES })),
          words: await time(questions, ({ text }) => matchingWords(db, among, text, { limit: CANDIDATES })),
          embedding: await time(questions, ({ text }) => embedder.embed(text)),
          search: await time(questions, ({ text }) => search({ roomId, text })),
          byIndex: await time(questions, ({ vector }) => nearestVectors(db, among, vector, { limit: CANDIDATES, exactMax: 0 })),
          byEach: await time(questions.slice(0, WARM_UP + 15), ({ vector }) => nearestVectors(db, among, vector, { limit: CANDIDATES, exactMax: Infinity })),
          recallOfIndex: await recall(db, among, questions, 0), recall: await recall(db, among, questions, EXACT_MAX),
        }
        report('documents', `${name} ${size}`, figures, setting)
      }
    } finally {
      await end()
    }
  }
  await embedder.close()
}

interface Question {
  readonly text: string
  readonly vector: Float32Array
}

async function open(name: 'pglite' | 'postgres'): Promise<{ database: Database; end: () => Promise<void> }> {
  if (name === 'pglite') {
    const database = await openPglite()
    return { database, end: () => database.close() }
  }
  const server = await startPostgres()
  const database = await openPostgres(server.url)
  return { database, end: async () => { await database.close(); await server.stop() } }
}

/** Documents of `each` pieces in three rooms. The index is made when all is stored, as whoever restores a database does. */
async function fill(db: Db, name: 'pglite' | 'postgres', embedder: TextEmbedder, each: number) {
  const accountId = await addAccount(db, 'bench@example.org', { tier: 'pro' })
  const [all, tenth, one] = [randomCode(), randomCode(), randomCode()]
  const at = new Date()
  await db.insert(rooms).values([all, tenth, one].map((roomId) => ({ roomId, name: 'Bench', ownerId: accountId, createdAt: at })))
  const near = await vectorsLike(embedder)
  await db.execute(sql`drop index document_vectors_nearest`)
  for (let number = 0; number < DOCUMENTS; number++) {
    const documentId = crypto.randomUUID()
    await db.insert(documents).values({ documentId, accountId, name: `Document ${number}`, state: 'ready', language: 'en', model: embedder.model, chunks: each, createdAt: at, changedAt: at })
    await db.insert(roomDocuments).values([all, ...(number % 10 === 0 ? [tenth] : []), ...(number === 0 ? [one] : [])].map((roomId) => ({ roomId, documentId, attachedAt: at })))
    const texts = madeTexts({ count: each, words: 150, seed: number })
    for (let part = 0; part * PART_CHUNKS < each; part++) {
      const chunks = texts.slice(part * PART_CHUNKS, (part + 1) * PART_CHUNKS).map((text, index) => ({ ordinal: part * PART_CHUNKS + index, page: part + 1, text }))
      await storePart(db, { documentId, language: 'en', part, chunks, vectors: Float32Array.from(chunks.flatMap(() => [...near()])) })
    }
  }
  await db.transaction(async (tx) => {
    await tx.execute(sql`select set_config('maintenance_work_mem', '512MB', true)`)
    await tx.execute(sql`create index document_vectors_nearest on document_vectors using hnsw (embedding vector_ip_ops)`)
  })
  await db.execute(name === 'postgres' ? sql`vacuum analyze` : sql`analyze`)
  return { all, tenth, one }
}

/** Vectors that lie as those of texts do: two real ones mixed, and noise. */
async function vectorsLike(embedder: TextEmbedder): Promise<() => Float32Array> {
  const real = await Promise.all(madeTexts({ count: 400, words: 20, seed: 1_000 }).map((text) => embedder.embed(text)))
  let state = 1
  const next = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647
  return () => {
    const [a, b, share] = [real[Math.floor(next() * real.length)]!, real[Math.floor(next() * real.length)]!, next()]
    const mixed = a.map((value, i) => share * value + (1 - share) * b[i]! + 0.06 * (next() + next() + next() - 1.5))
    const length = Math.hypot(...mixed)
    return mixed.map((value) => value / length)
  }
}

async function time(questions: readonly Question[], ask: (question: Question) => Promise<unknown>) {
  const times: number[] = []
  for (const [index, question] of questions.entries()) {
    const began = performance.now()
    await ask(question)
    if (index >= WARM_UP) times.push(performance.now() - began)
  }
  times.sort((a, b) => a - b)
  return { p50Ms: round(percentile(times, 0.5)), p95Ms: round(percentile(times, 0.95)) }
}

/** Of the truly nearest pieces, the share that is found. */
async function recall(db: Db, among: readonly SearchedDocument[], questions: readonly Question[], exactMax: number): Promise<number> {
  let found = 0
  const asked = questions.slice(0, 20)
  for (const { vector } of asked) {
    const key = ({ documentId, ordinal }: { documentId: string; ordinal: number }) => `${documentId}.${ordinal}`
    const truth = (await nearestVectors(db, among, vector, { limit: RECALL_AT, exactMax: Infinity })).map(key)
    const own = new Set((await nearestVectors(db, among, vector, { limit: CANDIDATES, exactMax })).slice(0, RECALL_AT).map(key))
    found += truth.filter((one) => own.has(one)).length
  }
  return round(found / (asked.length * RECALL_AT))
}
