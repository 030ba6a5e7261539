import { sql } from 'drizzle-orm'
import { boolean, customType, doublePrecision, index, jsonb, pgTable, primaryKey, smallint, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import type { WordTime } from '../../../domain/speakers.ts'
import { accounts } from './accounts.ts'
import { meetings } from './rooms.ts'
import { WORDS_SQL } from './text_search.ts'

const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })
const tsvector = customType<{ data: string }>({ dataType: () => 'tsvector' })

/** One line of a transcript: a final caption or a chat message. */
export const lines = pgTable('lines', {
  /** The caption's id, so that work done twice is stored once. */
  lineId: text('line_id').primaryKey(),
  meetingId: uuid('meeting_id').notNull().references(() => meetings.meetingId, { onDelete: 'cascade' }),
  kind: text('kind', { enum: ['speech', 'chat'] }).notNull(),
  peerId: text('peer_id').notNull(),
  accountId: uuid('account_id').references(() => accounts.accountId, { onDelete: 'set null' }),
  speakerName: text('speaker_name').notNull(),
  /** Of what was said. */
  language: text('language').notNull(),
  confidence: doublePrecision('confidence').notNull(),
  startedAt: moment('started_at').notNull(),
  endedAt: moment('ended_at').notNull(),
  /** When each word ends, where recognition told: for microphones that several people share. */
  words: jsonb('words').$type<readonly WordTime[]>(),
}, (table) => [index('lines_meeting').on(table.meetingId, table.startedAt, table.lineId)])

/** A line's words in one language: the original and each translation. */
export const lineTexts = pgTable('line_texts', {
  lineId: text('line_id').notNull().references(() => lines.lineId, { onDelete: 'cascade' }),
  language: text('language').notNull(),
  text: text('text').notNull(),
  original: boolean('original').notNull(),
  /** Which engine translated; `person` after a correction; null for the original. */
  engine: text('engine'),
  /** The line's meeting and start again: a search goes from a text to its meeting without the line in between. */
  meetingId: uuid('meeting_id').notNull(),
  startedAt: moment('started_at').notNull(),
  /** Words for full-text search in the text's own language. */
  words: tsvector('words').generatedAlwaysAs(sql.raw(WORDS_SQL)),
}, (table) => [
  primaryKey({ columns: [table.lineId, table.language] }),
  // Entries go to their place at once: what waits in a list is read by every search, and the embedded database has nobody to clear it.
  index('line_texts_words').using('gin', table.words).with({ fastupdate: false }),
  index('line_texts_meeting').on(table.meetingId, table.language),
  /** For words that are in so many texts that the newest of them are found faster by walking back in time. */
  index('line_texts_started').on(table.startedAt),
])

/** What someone put right, with what stood there before. */
export const corrections = pgTable('corrections', {
  correctionId: uuid('correction_id').primaryKey(),
  lineId: text('line_id').notNull().references(() => lines.lineId, { onDelete: 'cascade' }),
  language: text('language').notNull(),
  before: text('before').notNull(),
  after: text('after').notNull(),
  authorId: uuid('author_id').references(() => accounts.accountId, { onDelete: 'set null' }),
  authorName: text('author_name').notNull(),
  correctedAt: moment('corrected_at').notNull(),
}, (table) => [index('corrections_line').on(table.lineId)])

/** "Was this translation right?" One answer a person, line and language. */
export const ratings = pgTable('ratings', {
  lineId: text('line_id').notNull().references(() => lines.lineId, { onDelete: 'cascade' }),
  language: text('language').notNull(),
  /** `account:UUID` or `peer:ID`. */
  who: text('who').notNull(),
  /** 1 or -1. */
  value: smallint('value').notNull(),
  /** Whose translation was judged: a correction may have replaced it since. */
  engine: text('engine').notNull(),
  ratedAt: moment('rated_at').notNull(),
}, (table) => [primaryKey({ columns: [table.lineId, table.language, table.who] })])
