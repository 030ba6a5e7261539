import { index, integer, pgTable, text, timestamp, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { accounts } from './accounts.ts'
import { meetings } from './rooms.ts'

const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })

/** A caption spoken in another language with its speaker's own voice. Its audio lies below `meetings/MEETING/dubs/DUB/`. */
export const dubs = pgTable('dubs', {
  /** Random: it stands in the audio's address. */
  dubId: uuid('dub_id').primaryKey(),
  /** Refers to nothing: the line may be stored later. */
  captionId: text('caption_id').notNull(),
  language: text('language').notNull(),
  roomId: text('room_id').notNull(),
  meetingId: uuid('meeting_id').notNull().references(() => meetings.meetingId, { onDelete: 'cascade' }),
  /** Whose voice. */
  accountId: uuid('account_id').notNull().references(() => accounts.accountId, { onDelete: 'cascade' }),
  /** Null before it is known; refers to nothing, since what was said with a deleted voice is erased by its own verb. */
  voiceId: uuid('voice_id'),
  text: text('text').notNull(),
  state: text('state', { enum: ['queued', 'working', 'ready', 'quick', 'failed'] }).notNull(),
  /** Why it is not a clone: a code. */
  cause: text('cause'),
  engine: text('engine'),
  /** Length of the clone; null while there is none. */
  durationMs: integer('duration_ms'),
  /** Length of the quick voice; null while there is none. */
  quickMs: integer('quick_ms'),
  requestedAt: moment('requested_at').notNull(),
  finishedAt: moment('finished_at'),
}, (table) => [
  uniqueIndex('dubs_caption').on(table.captionId, table.language),
  index('dubs_meeting').on(table.meetingId),
  index('dubs_account').on(table.accountId, table.voiceId),
])
