import { sql } from 'drizzle-orm'
import { index, integer, pgTable, primaryKey, text, timestamp, uuid, vector } from 'drizzle-orm/pg-core'
import { accounts } from './accounts.ts'
import { rooms } from './rooms.ts'

const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })

/** A file that someone uploaded so that meetings know its words. All files of it lie below `accounts/ACCOUNT/documents/DOCUMENT/`. */
export const documents = pgTable('documents', {
  documentId: uuid('document_id').primaryKey(),
  accountId: uuid('account_id').notNull().references(() => accounts.accountId, { onDelete: 'cascade' }),
  /** As the file was called; never part of a path. */
  name: text('name').notNull(),
  bytes: integer('bytes').notNull().default(0),
  state: text('state', { enum: ['uploading', 'queued', 'reading', 'embedding', 'storing', 'ready', 'refused', 'failed', 'cancelled', 'deleting'] }).notNull(),
  /** By content: null before it was read. */
  type: text('type', { enum: ['pdf', 'docx', 'markdown', 'text'] }),
  /** Why it cannot be read. */
  refusal: text('refusal'),
  /** Of what failed: a code. */
  cause: text('cause'),
  pages: integer('pages'),
  /** What most of it is written in, by whose rules its words are found; null where nobody can tell. */
  language: text('language'),
  /** Whose vectors it has: those of two models cannot be compared. */
  model: text('model'),
  chunks: integer('chunks').notNull().default(0),
  createdAt: moment('created_at').notNull(),
  /** When its state last changed: work that should have gone on since is started again. */
  changedAt: moment('changed_at').notNull(),
}, (table) => [
  index('documents_account').on(table.accountId, table.createdAt),
  /** What is under way, for who sees to it that it goes on. */
  index('documents_unfinished').on(table.changedAt).where(sql`state not in ('ready', 'refused', 'failed', 'cancelled')`),
])

/** Which rooms search a document. */
export const roomDocuments = pgTable('room_documents', {
  roomId: text('room_id').notNull().references(() => rooms.roomId, { onDelete: 'cascade' }),
  documentId: uuid('document_id').notNull().references(() => documents.documentId, { onDelete: 'cascade' }),
  attachedAt: moment('attached_at').notNull(),
}, (table) => [primaryKey({ columns: [table.roomId, table.documentId] }), index('room_documents_document').on(table.documentId)])

/** A document in pieces of what the embedder takes at once, in order. */
export const documentChunks = pgTable('document_chunks', {
  documentId: uuid('document_id').notNull().references(() => documents.documentId, { onDelete: 'cascade' }),
  /** From 0. */
  ordinal: integer('ordinal').notNull(),
  /** On which most of it stands. */
  page: integer('page'),
  text: text('text').notNull(),
}, (table) => [primaryKey({ columns: [table.documentId, table.ordinal] })])

/** Apart from the texts, so that a room's vectors lie close together and are read at once. Of length 1. */
export const documentVectors = pgTable('document_vectors', {
  documentId: uuid('document_id').notNull().references(() => documents.documentId, { onDelete: 'cascade' }),
  ordinal: integer('ordinal').notNull(),
  embedding: vector('embedding', { dimensions: 384 }).notNull(),
}, (table) => [
  primaryKey({ columns: [table.documentId, table.ordinal] }),
  index('document_vectors_nearest').using('hnsw', table.embedding.op('vector_ip_ops')),
])

/**
 * Where each word of a document stands, as text search reads it: its full text index. A GIN index knows no rooms, so a word that is rare in
 * one room and common in all others would be looked up everywhere.
 */
export const documentWords = pgTable('document_words', {
  documentId: uuid('document_id').notNull().references(() => documents.documentId, { onDelete: 'cascade' }),
  word: text('word').notNull(),
  /** Pieces are stored in parts, each as often as it takes. */
  part: integer('part').notNull(),
  /** Pieces that have the word. */
  ordinals: integer('ordinals').array().notNull(),
}, (table) => [primaryKey({ columns: [table.documentId, table.word, table.part] })])

/** Names and terms of a document, as they are written there. */
export const documentTerms = pgTable('document_terms', {
  documentId: uuid('document_id').notNull().references(() => documents.documentId, { onDelete: 'cascade' }),
  term: text('term').notNull(),
  count: integer('count').notNull(),
  /** The piece that has it first. */
  ordinal: integer('ordinal').notNull(),
}, (table) => [primaryKey({ columns: [table.documentId, table.term] })])
