import { sql } from 'drizzle-orm'
import { doublePrecision, index, integer, pgTable, primaryKey, text, timestamp, uniqueIndex, uuid, vector } from 'drizzle-orm/pg-core'
import { accounts } from './accounts.ts'

const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })

/** Someone's own voice, to be spoken with. All files of it lie below `accounts/ACCOUNT/voices/VOICE/`. */
export const voices = pgTable('voices', {
  voiceId: uuid('voice_id').primaryKey(),
  accountId: uuid('account_id').notNull().references(() => accounts.accountId, { onDelete: 'cascade' }),
  name: text('name').notNull(),
  state: text('state', { enum: ['collecting', 'checking', 'refused', 'waiting', 'making', 'ready', 'failed', 'deleting'] }).notNull(),
  /** Of what failed: a code. */
  cause: text('cause'),
  /** Of the speaker, by which samples of somebody else are told apart; null before a sample was good. */
  speaker: vector('speaker', { dimensions: 256 }),
  /** The voice that was chosen last is the one spoken with. */
  chosenAt: moment('chosen_at').notNull(),
  createdAt: moment('created_at').notNull(),
  /** When its state last changed: work that should have gone on since is started again. */
  changedAt: moment('changed_at').notNull(),
}, (table) => [
  index('voices_account').on(table.accountId, table.createdAt),
  /** What is under way, for who sees to it that it goes on. */
  index('voices_unfinished').on(table.changedAt).where(sql`state not in ('ready', 'refused', 'failed')`),
  /** Meetings are listened to for one voice at a time. */
  uniqueIndex('voices_collecting').on(table.accountId).where(sql`state = 'collecting'`),
])

/** Speech that a voice is made of. Rows of refused samples stay to say why; their audio does not. */
export const voiceSamples = pgTable('voice_samples', {
  sampleId: uuid('sample_id').primaryKey(),
  voiceId: uuid('voice_id').notNull().references(() => voices.voiceId, { onDelete: 'cascade' }),
  accountId: uuid('account_id').notNull().references(() => accounts.accountId, { onDelete: 'cascade' }),
  source: text('source', { enum: ['upload', 'meeting'] }).notNull(),
  state: text('state', { enum: ['uploading', 'collecting', 'checking', 'good', 'refused'] }).notNull(),
  /** Why it was refused. */
  refusal: text('refusal'),
  /** Speech without pauses. */
  speechMs: integer('speech_ms').notNull().default(0),
  /** Of the speech; null before it was checked. */
  levelDbfs: doublePrecision('level_dbfs'),
  /** Pieces that were collected in meetings, in order. */
  pieces: text('pieces').array().notNull().default(sql`'{}'::text[]`),
  createdAt: moment('created_at').notNull(),
}, (table) => [index('voice_samples_voice').on(table.voiceId), index('voice_samples_account').on(table.accountId)])

/** What an engine made of a voice to speak with it, in a file; one row an engine. */
export const voiceEmbeddings = pgTable('voice_embeddings', {
  voiceId: uuid('voice_id').notNull().references(() => voices.voiceId, { onDelete: 'cascade' }),
  engine: text('engine').notNull(),
  bytes: integer('bytes').notNull(),
  madeAt: moment('made_at').notNull(),
}, (table) => [primaryKey({ columns: [table.voiceId, table.engine] })])

/** Who agreed to what in which words, and took it back. No address and no device is kept. */
export const voiceConsents = pgTable('voice_consents', {
  consentId: uuid('consent_id').primaryKey(),
  accountId: uuid('account_id').notNull().references(() => accounts.accountId, { onDelete: 'cascade' }),
  purpose: text('purpose', { enum: ['cloning', 'meetings'] }).notNull(),
  version: text('version').notNull(),
  /** Language in which the words were shown. */
  locale: text('locale').notNull(),
  /** SHA-256 of the words, base64url: proves which ones. */
  wordsHash: text('words_hash').notNull(),
  givenAt: moment('given_at').notNull(),
  revokedAt: moment('revoked_at'),
  /** When all that was made with it was gone; null after `revokedAt` says that it has to be erased still. */
  erasedAt: moment('erased_at'),
}, (table) => [
  index('voice_consents_account').on(table.accountId, table.givenAt),
  /** One that stands, a purpose. */
  uniqueIndex('voice_consents_standing').on(table.accountId, table.purpose).where(sql`revoked_at is null`),
  index('voice_consents_unerased').on(table.revokedAt).where(sql`revoked_at is not null and erased_at is null`),
])
