import { boolean, doublePrecision, index, integer, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import { meetings } from './rooms.ts'
import { lines } from './transcripts.ts'

const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })

/** How a caption came about in one language, beside its text: narrow, so that months of it are read at once. */
export const textMeasures = pgTable('text_measures', {
  lineId: text('line_id').notNull().references(() => lines.lineId, { onDelete: 'cascade' }),
  language: text('language').notNull(),
  /** The line's meeting and start again. */
  meetingId: uuid('meeting_id').notNull(),
  spokenAt: moment('spoken_at').notNull(),
  /** From the end of speech until it was published. */
  lagMs: integer('lag_ms').notNull(),
  /** Whether its translation was there already; null for what needs none. */
  cached: boolean('cached'),
}, (table) => [primaryKey({ columns: [table.lineId, table.language] }), index('text_measures_meeting').on(table.meetingId, table.spokenAt)])

/** How often something was used in a meeting, by quarters of an hour: every time zone's day begins with one. */
export const meetingUsage = pgTable('meeting_usage', {
  meetingId: uuid('meeting_id').notNull().references(() => meetings.meetingId, { onDelete: 'cascade' }),
  usedAt: moment('used_at').notNull(),
  kind: text('kind').notNull(),
  count: integer('count').notNull(),
}, (table) => [primaryKey({ columns: [table.meetingId, table.usedAt, table.kind] })])

/** What each stage of the work cost this server, by the hour. Names no room and no person. */
export const stageCosts = pgTable('stage_costs', {
  spentAt: moment('spent_at').notNull(),
  stage: text('stage').notNull(),
  requests: integer('requests').notNull(),
  cpuMs: doublePrecision('cpu_ms').notNull(),
}, (table) => [primaryKey({ columns: [table.spentAt, table.stage] })])
