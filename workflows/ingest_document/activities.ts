import { Buffer } from 'node:buffer'
import type { DocumentRefusal } from '../../domain/document.ts'
import { DomainError } from '../../domain/errors.ts'
import { chunkPages } from '../../functions/documents/chunk.ts'
import type { Chunk } from '../../functions/documents/chunk.ts'
import { extractDocument } from '../../functions/documents/extract/extract.ts'
import type { Extracted, FoundTerm } from '../../functions/documents/extract/found.ts'
import { partKey, termsKey, textKey, uploadKey, vectorsKey } from '../../functions/documents/keys.ts'
import type { ReadFound } from '../../functions/documents/record_work.ts'
import { PART_CHUNKS } from '../../functions/documents/store_rows.ts'
import type { StoredTerm } from '../../functions/documents/store_rows.ts'
import type { Blobs } from '../../infra/blob/blob.ts'
import type { TextEmbedder } from '../../models/embeddings/text.ts'
import { inSteps } from '../heartbeat.ts'
import type { IngestDocumentInput } from './messages.ts'

export interface IngestDocumentDeps {
  readonly blob: Pick<Blobs, 'read' | 'put'>
  /** Loaded when the first document comes. */
  readonly embedder: () => Promise<TextEmbedder>
  readonly extract?: typeof extractDocument
}

type Readable = Extract<Extracted, { ok: true }>

/** A word that a model knows in fewer pieces is no rarity. */
const RARE_TOKENS = 3
const TERMS_MAX = 1_000

export interface Embedded {
  readonly model: string
  readonly chunks: number
  readonly parts: number
}

/** What takes a process or a model. Text, and what is computed from it, goes by files: Temporal keeps what activities return. */
export function createIngestDocumentActivities({ blob, embedder, extract = extractDocument }: IngestDocumentDeps) {
  return {
    /** Reads the upload, and keeps what it says. Done again, it finds the same. Fails with `not-found` when the file is gone. */
    readDocument: (document: IngestDocumentInput): Promise<{ readonly refusal: DocumentRefusal } | ({ readonly refusal: null } & ReadFound)> =>
      inSteps<null, { refusal: DocumentRefusal } | ({ refusal: null } & ReadFound)>(async ({ signal }) => {
        const found = await extract(await read(blob, uploadKey(document)), { signal })
        if (!found.ok) return { refusal: found.refusal }
        await blob.put(textKey(document), Buffer.from(JSON.stringify(found)), { signal })
        const { type, language, pages } = found
        return { refusal: null, type, language, pages: pages.at(-1)?.page ?? null }
      }),

    /** Cuts the text into pieces and embeds them, part by part; a worker that takes over goes on with the part that was not finished. */
    embedDocument: (document: IngestDocumentInput): Promise<Embedded> => inSteps<{ readonly parts: number; readonly model: string }, Embedded>(async ({ resumed, signal, save }) => {
      const found = JSON.parse(Buffer.from(await read(blob, textKey(document))).toString('utf8')) as Readable
      const model = await embedder()
      const chunks = chunkPages(found.pages, model)
      const parts = Math.ceil(chunks.length / PART_CHUNKS)
      // Vectors of another model that came meanwhile do not go with those there are.
      for (let part = resumed?.model === model.model ? resumed.parts : 0; part < parts; part++) {
        const own = chunks.slice(part * PART_CHUNKS, (part + 1) * PART_CHUNKS)
        const vectors: Float32Array[] = []
        for (const { text } of own) vectors.push(await model.embed(text, { signal }))
        const stored = own.map(({ page, text }, index) => ({ ordinal: part * PART_CHUNKS + index, page, text }))
        await blob.put(vectorsKey(document, part), bytesOf(vectors), { signal })
        await blob.put(partKey(document, part), Buffer.from(JSON.stringify(stored)), { signal })
        save({ parts: part + 1, model: model.model }, (part + 1) / parts)
      }
      await blob.put(termsKey(document), Buffer.from(JSON.stringify(toTerms(found, chunks, model))), { signal })
      return { model: model.model, chunks: chunks.length, parts }
    }),
  }
}
export type IngestDocumentActivities = ReturnType<typeof createIngestDocumentActivities>

async function read(blob: IngestDocumentDeps['blob'], key: string): Promise<Uint8Array> {
  const bytes = await blob.read(key)
  if (!bytes) throw new DomainError('not-found', 'Cannot work on the document: its file is gone')
  return bytes
}

/** Every platform that Node runs on is little-endian, so the numbers are the bytes. */
function bytesOf(vectors: readonly Float32Array[]): Uint8Array {
  return Buffer.concat(vectors.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength)))
}

/**
 * Names and codes, and the words that the model has no piece of its own for. It learnt its pieces from what people write, by how often: those of the
 * bundled one are English, so in other languages it takes most words for rare.
 */
function toTerms({ terms, language }: Readable, chunks: readonly Chunk[], model: TextEmbedder): StoredTerm[] {
  const knows = model.model !== 'all-MiniLM-L6-v2' || language === 'en'
  const isTerm = ({ term, kind }: FoundTerm) => kind !== 'word' || (knows && model.countTokens(term) >= RARE_TOKENS)
  const pieceOf = (sentence: number) => Math.max(0, chunks.findIndex(({ from, to }) => from <= sentence && sentence < to))
  return terms.filter(isTerm).slice(0, TERMS_MAX).map(({ term, count, sentence }) => ({ term, count, ordinal: pieceOf(sentence) }))
}
