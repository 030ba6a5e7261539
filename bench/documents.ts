import { parseArgs } from 'node:util'
import process from 'node:process'
import { matchingWords } from '../functions/documents/matching_words.ts'
import { EXACT_MAX, nearestVectors } from '../functions/documents/nearest_vectors.ts'
import { searchedDocuments } from '../functions/documents/room_documents.ts'
import type { SearchedDocument } from '../functions/documents/room_documents.ts'
import { createSearch } from '../functions/documents/search.ts'
import { parseConfig } from '../infra/config.ts'
import type { Db } from '../infra/db/db.ts'
import { loadTextEmbedder } from '../models/embeddings/text.ts'
import { BUNDLED_FOLDER } from '../models/store/store.ts'
import { percentile, readSetting, report, round } from './_report.ts'
import { DOCUMENTS, openFilled } from './documents_parts/filled.ts'
import { madeTexts } from './documents_parts/made_texts.ts'

/** Goes up when the filled databases are to be made anew. */
const FILLED = 1
/** Every connection of the pool has met each statement by then. */
const WARM_UP = 20
const QUESTIONS = 120
const CANDIDATES = 40
const RECALL_AT = 10

/**
 * `npm run bench -- documents`: a search in rooms that have all, a tenth and a fiftieth of 100,000 pieces (`--chunks`), by meaning, by words and both with
 * the question's embedding, one at a time, in both databases or the one that `--database` names; and how many of the ten nearest pieces it finds.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { database: { type: 'string' }, chunks: { type: 'string', default: '100000' } } })
  const setting = readSetting(['@electric-sql/pglite', '@electric-sql/pglite-pgvector', 'postgres', 'onnxruntime-node'])
  const { PARLEY_CACHE } = parseConfig({ PARLEY_CACHE: process.env.PARLEY_CACHE })
  const embedder = await loadTextEmbedder(`${BUNDLED_FOLDER}all-MiniLM-L6-v2`, 'all-MiniLM-L6-v2')
  const each = Math.floor(Number(values.chunks) / DOCUMENTS)
  const questions = await Promise.all(madeTexts({ count: QUESTIONS, words: 12, seed: 99 }).map(async (text) => ({ text, vector: await embedder.embed(text) })))
  const longQuestions = madeTexts({ count: QUESTIONS, words: 40, seed: 98 }).map((text) => ({ text }))
  for (const name of ['postgres', 'pglite'] as const) {
    if (values.database && values.database !== name) continue
    const began = performance.now()
    const { db, fillMs, rooms, end } = await openFilled(name, { folder: `${PARLEY_CACHE}/bench/documents-${FILLED}`, embedder, each })
    try {
      report('documents', `${name} fill`, { chunks: each * DOCUMENTS, fillMs, openMs: Math.round(performance.now() - began) }, setting)
      for (const [size, roomId] of Object.entries(rooms)) {
        const among = await searchedDocuments(db, roomId)
        const search = createSearch({ db, embedders: { byModel: async () => embedder } })
        const figures = {
          chunks: among.reduce((sum, { chunks }) => sum + chunks, 0),
          meaning: await time(questions, ({ vector }) => nearestVectors(db, among, vector, { limit: CANDIDATES })),
          words: await time(questions, ({ text }) => matchingWords(db, among, text, { limit: CANDIDATES })),
          embedding: await time(questions, ({ text }) => embedder.embed(text)),
          search: await time(questions, ({ text }) => search({ roomId, text })),
          longSearch: await time(longQuestions, ({ text }) => search({ roomId, text })),
          byIndex: await time(questions, ({ vector }) => nearestVectors(db, among, vector, { limit: CANDIDATES, exactMax: 0 })),
          byEach: await time(questions.slice(0, WARM_UP + 40), ({ vector }) => nearestVectors(db, among, vector, { limit: CANDIDATES, exactMax: Infinity })),
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

async function time<Asked>(questions: readonly Asked[], ask: (question: Asked) => Promise<unknown>) {
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
