import { boolean, index, integer, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import { accounts, teams } from './accounts.ts'

const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })

/** A place to meet, by its code. Who is in it now is presence, kept apart. */
export const rooms = pgTable('rooms', {
  /** The code in the address. */
  roomId: text('room_id').primaryKey(),
  name: text('name').notNull(),
  /** Null for rooms that a guest opened. */
  ownerId: uuid('owner_id').references(() => accounts.accountId, { onDelete: 'cascade' }),
  teamId: uuid('team_id').references(() => teams.teamId, { onDelete: 'set null' }),
  /** argon2id in PHC form. */
  passcodeHash: text('passcode_hash'),
  /** Guests wait until a host admits them. */
  lobby: boolean('lobby').notNull().default(false),
  /** Nobody new comes in. */
  locked: boolean('locked').notNull().default(false),
  scheduledAt: moment('scheduled_at'),
  createdAt: moment('created_at').notNull(),
  closedAt: moment('closed_at'),
}, (table) => [index('rooms_owner').on(table.ownerId, table.createdAt), index('rooms_team').on(table.teamId)])

export const roomHosts = pgTable('room_hosts', {
  roomId: text('room_id').notNull().references(() => rooms.roomId, { onDelete: 'cascade' }),
  accountId: uuid('account_id').notNull().references(() => accounts.accountId, { onDelete: 'cascade' }),
}, (table) => [primaryKey({ columns: [table.roomId, table.accountId] })])

/** Who was removed and may not come back: an account, or a guest's device by a hash of its cookie. */
export const roomBans = pgTable('room_bans', {
  roomId: text('room_id').notNull().references(() => rooms.roomId, { onDelete: 'cascade' }),
  /** `account:UUID` or `device:HASH`. */
  who: text('who').notNull(),
  bannedAt: moment('banned_at').notNull(),
}, (table) => [primaryKey({ columns: [table.roomId, table.who] })])

/** One gathering in a room: from the first person who is present until the room stays empty or is closed. */
export const meetings = pgTable('meetings', {
  meetingId: uuid('meeting_id').primaryKey(),
  roomId: text('room_id').notNull(),
  /** The room's name then. */
  name: text('name').notNull(),
  ownerId: uuid('owner_id').references(() => accounts.accountId, { onDelete: 'cascade' }),
  teamId: uuid('team_id').references(() => teams.teamId, { onDelete: 'set null' }),
  startedAt: moment('started_at').notNull(),
  endedAt: moment('ended_at'),
  /** When retention deletes it; null keeps it. */
  expiresAt: moment('expires_at'),
}, (table) => [
  index('meetings_owner').on(table.ownerId, table.startedAt),
  index('meetings_team').on(table.teamId, table.startedAt),
  index('meetings_room').on(table.roomId),
  index('meetings_expiry').on(table.expiresAt),
])

/** Who was there. Accounts among them see the transcript. */
export const meetingPeople = pgTable('meeting_people', {
  meetingId: uuid('meeting_id').notNull().references(() => meetings.meetingId, { onDelete: 'cascade' }),
  peerId: text('peer_id').notNull(),
  accountId: uuid('account_id').references(() => accounts.accountId, { onDelete: 'set null' }),
  name: text('name').notNull(),
  joinedAt: moment('joined_at').notNull(),
  leftAt: moment('left_at'),
  lines: integer('lines').notNull().default(0),
}, (table) => [primaryKey({ columns: [table.meetingId, table.peerId] }), index('meeting_people_account').on(table.accountId, table.meetingId)])
