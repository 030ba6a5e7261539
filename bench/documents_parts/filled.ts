import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { eq, sql } from 'drizzle-orm'
import { addAccount } from '../../functions/accounts/testing.ts'
import { PART_CHUNKS } from '../../functions/documents/store_rows.ts'
import { randomCode } from '../../functions/rooms/code.ts'
import type { Db } from '../../infra/db/db.ts'
import { openPglite } from '../../infra/db/pglite.ts'
import { openPostgres } from '../../infra/db/postgres.ts'
import { documents, roomDocuments, rooms } from '../../infra/db/schema/mod.ts'
import type { TextEmbedder } from '../../models/embeddings/text.ts'
import { startPostgres } from '../../tests/servers/postgres.ts'
import { madeTexts } from './made_texts.ts'

export type DatabaseName = 'pglite' | 'postgres'

export interface Filled {
  readonly db: Db
  /** How long it took to fill it; null where it was kept from another time. */
  readonly fillMs: number | null
  /** By the share of the pieces that they search. */
  readonly rooms: Readonly<Record<'all' | 'tenth' | 'one', string>>
  end(): Promise<void>
}

export const DOCUMENTS = 50
const ROWS_AT_ONCE = 500
/** What the manual asks for: a quarter of the memory of a small server. Nothing here has to survive a crash. */
const SERVER = { shared_buffers: '1GB', max_wal_size: '512MB', synchronous_commit: 'off', max_parallel_maintenance_workers: '2' }

/** A database of 50 documents of `each` pieces in three rooms, made once and kept in a folder. */
export async function openFilled(name: DatabaseName, { folder, embedder, each }: { readonly folder: string; readonly embedder: TextEmbedder; readonly each: number }): Promise<Filled> {
  const kept = `${folder}/${name}-${each * DOCUMENTS}`
  if (!existsSync(kept)) {
    const making = `${kept}.making`
    await rm(making, { recursive: true, force: true })
    await mkdir(making, { recursive: true })
    const password = randomBytes(12).toString('hex')
    await writeFile(`${making}/password`, password, { mode: 0o600 })
    const opened = await open(name, { kept: making, password, fresh: true })
    try {
      const began = performance.now()
      const filled = await fill(opened.db, name, embedder, each)
      await writeFile(`${making}/filled.json`, JSON.stringify({ rooms: filled, fillMs: Math.round(performance.now() - began) }))
      await opened.keep()
    } finally {
      await opened.end()
    }
    await rename(making, kept)
  }
  const { rooms: ids, fillMs } = JSON.parse(await readFile(`${kept}/filled.json`, 'utf8')) as { rooms: Filled['rooms']; fillMs: number }
  const { db, end } = await open(name, { kept, password: await readFile(`${kept}/password`, 'utf8'), fresh: false })
  return { db, end, rooms: ids, fillMs }
}

async function open(name: DatabaseName, { kept, password, fresh }: { readonly kept: string; readonly password: string; readonly fresh: boolean }): Promise<{ db: Db; keep: () => Promise<void>; end: () => Promise<void> }> {
  if (name === 'pglite') {
    const database = await openPglite({ folder: `${kept}/data` })
    return { db: database.db, keep: async () => {}, end: () => database.close() }
  }
  const server = await startPostgres({ password, settings: SERVER, ...(fresh ? {} : { from: `${kept}/data` }) })
  const database = await openPostgres(server.url)
  return {
    db: database.db,
    async keep() {
      await database.close()
      await server.copyTo(`${kept}/data`)
    },
    async end() {
      await database.close()
      await server.stop()
    },
  }
}

/** The rows are those that `storePart` stores, in fewer statements. The indexes are made when all is stored, as whoever restores a database does. */
async function fill(db: Db, name: DatabaseName, embedder: TextEmbedder, each: number): Promise<Filled['rooms']> {
  const accountId = await addAccount(db, 'bench@example.org', { tier: 'pro' })
  const ids = { all: randomCode(), tenth: randomCode(), one: randomCode() }
  const at = new Date()
  await db.insert(rooms).values(Object.values(ids).map((roomId) => ({ roomId, name: 'Bench', ownerId: accountId, createdAt: at })))
  const near = await vectorsLike(embedder)
  await db.execute(sql`drop index document_vectors_nearest`)
  await db.execute(sql`alter table document_words drop constraint document_words_document_id_word_part_pk`)
  for (let number = 0; number < DOCUMENTS; number++) {
    const documentId = crypto.randomUUID()
    await db.insert(documents).values({ documentId, accountId, name: `Document ${number}`, state: 'storing', language: 'en', model: embedder.model, chunks: each, createdAt: at, changedAt: at })
    await db.insert(roomDocuments).values([ids.all, ...(number % 10 === 0 ? [ids.tenth] : []), ...(number === 0 ? [ids.one] : [])].map((roomId) => ({ roomId, documentId, attachedAt: at })))
    const texts = madeTexts({ count: each, words: 150, seed: number })
    for (let first = 0; first < each; first += ROWS_AT_ONCE) {
      const rows = texts.slice(first, first + ROWS_AT_ONCE).map((text, index) => ({ ordinal: first + index, text, embedding: `[${Array.from(near(), (value) => value.toFixed(6)).join(',')}]` }))
      await db.execute(sql`with given as materialized (select * from json_to_recordset(${JSON.stringify(rows)}::json) as given (ordinal integer, text text, embedding text)),
        texts as (insert into document_chunks (document_id, ordinal, page, text) select ${documentId}::uuid, ordinal, ordinal / ${PART_CHUNKS} + 1, text from given)
        insert into document_vectors (document_id, ordinal, embedding) select ${documentId}::uuid, ordinal, embedding::vector from given`)
    }
    await db.execute(sql`insert into document_words (document_id, word, part, ordinals)
      select document_id, found.lexeme, ordinal / ${PART_CHUNKS}, array_agg(ordinal order by ordinal) from document_chunks cross join lateral unnest(to_tsvector('english', text)) as found
      where document_id = ${documentId} group by 1, 3, 2`)
    await db.update(documents).set({ state: 'ready' }).where(eq(documents.documentId, documentId))
    console.error(`${name}: document ${number + 1} of ${DOCUMENTS}`)
  }
  await db.transaction(async (tx) => {
    await tx.execute(sql`select set_config('maintenance_work_mem', '512MB', true), set_config('statement_timeout', '0', true)`)
    await tx.execute(sql`alter table document_words add constraint document_words_document_id_word_part_pk primary key (document_id, word, part)`)
    console.error(`${name}: words are indexed`)
    await tx.execute(sql`create index document_vectors_nearest on document_vectors using hnsw (embedding vector_ip_ops)`)
    console.error(`${name}: vectors are indexed`)
  })
  for (const table of ['document_words', 'document_vectors', 'document_chunks', 'documents', 'room_documents', 'rooms', 'accounts']) await db.execute(sql`vacuum analyze ${sql.identifier(table)}`)
  return ids
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
