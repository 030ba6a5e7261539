import type { Tier } from '../../domain/tier.ts'
import type { Blobs } from '../../infra/blob/blob.ts'
import { createMemoryBlobs } from '../../infra/blob/memory.ts'
import type { Db } from '../../infra/db/db.ts'
import { documents, roomDocuments, rooms } from '../../infra/db/schema/mod.ts'
import { openTestDb } from '../../infra/db/testing.ts'
import { createFakeClock } from '../../infra/fake_clock.ts'
import { createLog, silentLog } from '../../infra/log.ts'
import { openTextEmbedders } from '../../models/embeddings/open_text.ts'
import type { TextEmbedder } from '../../models/embeddings/text.ts'
import { BUNDLED_FOLDER } from '../../models/store/store.ts'
import { addAccount } from '../accounts/testing.ts'
import { randomCode } from '../rooms/code.ts'
import { chunkPages } from './chunk.ts'
import type { DocumentsDeps } from './context.ts'
import { createDocuments } from './create_documents.ts'
import { splitParagraphs } from './extract/split_paragraphs.ts'
import { storePart, storeTerms } from './store_rows.ts'
import type { StoredTerm } from './store_rows.ts'

let counted = 0

export interface StoreOptions {
  readonly name?: string
  readonly language?: 'en' | 'pt' | 'zh' | null
  readonly terms?: readonly StoredTerm[]
}

/** For tests: documents on a database and files in memory, with the bundled model. */
export async function openTestDocuments(overrides: Partial<Pick<DocumentsDeps, 'db' | 'work' | 'blob' | 'embedders'>> = {}) {
  const opened = overrides.db ? null : await openTestDb()
  const db: Db = overrides.db ?? opened!.db
  const clock = createFakeClock(Date.UTC(2026, 10, 24))
  const logLines: string[] = []
  const log = createLog({ level: 'debug', write: (line) => void logLines.push(line) })
  const blob: Blobs = overrides.blob ?? createMemoryBlobs()
  const embedders = openTextEmbedders({ log: silentLog, store: { find: async (id) => (id === 'all-MiniLM-L6-v2' ? `${BUNDLED_FOLDER}${id}` : null), fetchable: () => false, locate: async (id) => `${BUNDLED_FOLDER}${id}` } })
  const started: string[] = []
  const stopped: string[] = []
  const deps: DocumentsDeps = {
    db, blob, log, now: clock.now, embedders,
    work: { start: async ({ documentId }) => ({ started: started.push(documentId) > 0 }), stop: async (documentId) => void stopped.push(documentId), progress: async () => 0.5 },
    ...overrides,
  }
  const room = async (ownerId: string | null, { teamId = null }: { teamId?: string | null } = {}): Promise<string> => {
    const roomId = randomCode()
    await db.insert(rooms).values({ roomId, name: 'Weekly', ownerId, teamId, createdAt: new Date(clock.now()) })
    return roomId
  }
  return {
    db, blob, clock, log, logLines, deps, embedders, started, stopped, room,
    documents: createDocuments(deps),
    person: (tier: Tier = 'pro') => addAccount(db, `doc${++counted}@example.org`, { tier }),
    /** What the work on a document does when all goes well, from its pages on. */
    async store(owner: { accountId: string; roomId: string }, pages: readonly string[], { name = 'Handbook.pdf', language = 'en', terms = [] }: StoreOptions = {}): Promise<string> {
      const documentId = crypto.randomUUID()
      const embedder: TextEmbedder = await embedders.best()
      const chunks = chunkPages(pages.map((text, index) => ({ page: index + 1, paragraphs: splitParagraphs(text, language) })), { tokensMax: 36, countTokens: embedder.countTokens })
      const vectors: number[] = []
      for (const { text } of chunks) vectors.push(...await embedder.embed(text))
      const at = new Date(clock.now())
      await db.insert(documents).values({ documentId, accountId: owner.accountId, name, state: 'ready', language, model: embedder.model, chunks: chunks.length, createdAt: at, changedAt: at })
      await db.insert(roomDocuments).values({ roomId: owner.roomId, documentId, attachedAt: at })
      await storePart(db, { documentId, language, part: 0, chunks: chunks.map(({ page, text }, ordinal) => ({ ordinal, page, text })), vectors: Float32Array.from(vectors) })
      await storeTerms(db, documentId, terms)
      return documentId
    },
    /** Keys of all files of an account, below their folder. */
    async files(accountId: string): Promise<string[]> {
      const keys: string[] = []
      for await (const { key } of blob.list('')) if (key.includes(accountId)) keys.push(key.slice(key.indexOf('/documents/') + 11))
      return keys.sort()
    },
    async close() {
      await embedders.close()
      await opened?.close()
    },
  }
}
