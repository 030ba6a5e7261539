import { sql } from 'drizzle-orm'
import { boolean, doublePrecision, index, integer, jsonb, pgTable, primaryKey, text, timestamp, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import type { AudioPiece, SpokenPart } from '../../../domain/speakers.ts'
import { meetings } from './rooms.ts'

const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })
const meetingId = () => uuid('meeting_id').notNull().references(() => meetings.meetingId, { onDelete: 'cascade' })

/** People who were told apart at one microphone of a meeting. */
export const meetingSpeakers = pgTable('meeting_speakers', {
  meetingId: meetingId(),
  /** Whose microphone. */
  peerId: text('peer_id').notNull(),
  speakerId: text('speaker_id').notNull(),
  /** From 1, through all microphones of the meeting. */
  number: integer('number').notNull(),
  /** As a host called them; null: by the number. */
  name: text('name'),
  /** Who they turned out to be. */
  mergedInto: text('merged_into'),
}, (table) => [
  primaryKey({ columns: [table.meetingId, table.peerId, table.speakerId] }),
  uniqueIndex('meeting_speakers_number').on(table.meetingId, table.number),
])

/** Who spoke when, ms since the epoch. Turns of different people may overlap. */
export const speakerTurns = pgTable('speaker_turns', {
  meetingId: meetingId(),
  peerId: text('peer_id').notNull(),
  /** The audio in which they were heard: a chunk's id, or `whole`. */
  chunkId: text('chunk_id').notNull(),
  speakerId: text('speaker_id').notNull(),
  startMs: doublePrecision('start_ms').notNull(),
  endMs: doublePrecision('end_ms').notNull(),
}, (table) => [index('speaker_turns_microphone').on(table.meetingId, table.peerId, table.startMs)])

/** A stretch of a shared microphone's speech, 30 to 60 s. */
export const speechChunks = pgTable('speech_chunks', {
  meetingId: meetingId(),
  peerId: text('peer_id').notNull(),
  /** The wall clock of its start, ms. */
  chunkId: text('chunk_id').notNull(),
  startMs: doublePrecision('start_ms').notNull(),
  endMs: doublePrecision('end_ms').notNull(),
  state: text('state', { enum: ['gathering', 'waiting', 'done', 'failed'] }).notNull(),
  /** Why it failed: a code. */
  cause: text('cause'),
  /** Whether its audio is kept for the pass over the whole meeting. */
  kept: boolean('kept').notNull(),
  /** Where its samples lie in time. */
  pieces: jsonb('pieces').$type<readonly AudioPiece[]>().notNull(),
}, (table) => [
  primaryKey({ columns: [table.meetingId, table.peerId, table.chunkId] }),
  index('speech_chunks_open').on(table.startMs).where(sql`state in ('gathering', 'waiting')`),
])

/** Whose words a line is. Refers to no line: it may be stored later. */
export const lineSpeakers = pgTable('line_speakers', {
  lineId: text('line_id').primaryKey(),
  meetingId: meetingId(),
  peerId: text('peer_id').notNull(),
  parts: jsonb('parts').$type<readonly SpokenPart[]>().notNull(),
}, (table) => [index('line_speakers_microphone').on(table.meetingId, table.peerId)])

/** Microphones of a meeting at which people are told apart. */
export const sharedMicrophones = pgTable('shared_microphones', {
  meetingId: meetingId(),
  peerId: text('peer_id').notNull(),
  /** Somebody cancelled the work: no more labels come. */
  stopped: boolean('stopped').notNull().default(false),
}, (table) => [primaryKey({ columns: [table.meetingId, table.peerId] })])
