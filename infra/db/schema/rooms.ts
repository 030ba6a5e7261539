import { sql } from 'drizzle-orm'
import { boolean, index, integer, pgTable, primaryKey, text, timestamp, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
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
  /** The guest who acts as host of a room without owner, by a hash of their device's cookie. */
  hostDevice: text('host_device'),
  /** argon2id in PHC form. */
  passcodeHash: text('passcode_hash'),
  /** Guests wait until a host admits them. */
  lobby: boolean('lobby').notNull().default(false),
  /** Nobody new comes in. */
  locked: boolean('locked').notNull().default(false),
  /** Speech of shared microphones is kept with the meeting. */
  keepsAudio: boolean('keeps_audio').notNull().default(false),
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

/** Who asked to be let in. Deleted when they come in or stop asking. */
export const roomWaiting = pgTable('room_waiting', {
  roomId: text('room_id').notNull().references(() => rooms.roomId, { onDelete: 'cascade' }),
  /** The peer id that they get when they are admitted. */
  peerId: uuid('peer_id').notNull(),
  accountId: uuid('account_id').references(() => accounts.accountId, { onDelete: 'cascade' }),
  device: text('device'),
  name: text('name').notNull(),
  speaks: text('speaks'),
  reads: text('reads').notNull(),
  hears: text('hears').notNull(),
  denied: boolean('denied').notNull().default(false),
  askedAt: moment('asked_at').notNull(),
  /** When their page was last seen: whoever went away is not shown. */
  seenAt: moment('seen_at').notNull(),
}, (table) => [primaryKey({ columns: [table.roomId, table.peerId] })])

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
  /** Since when nobody is present; null while someone is. */
  emptiedAt: moment('emptied_at'),
  /** Minutes of the last warning that the room's length runs out. */
  warnedMinutes: integer('warned_minutes'),
  /** When retention deletes it; null keeps it. */
  expiresAt: moment('expires_at'),
}, (table) => [
  index('meetings_owner').on(table.ownerId, table.startedAt),
  index('meetings_team').on(table.teamId, table.startedAt),
  index('meetings_room').on(table.roomId),
  index('meetings_expiry').on(table.expiresAt),
  /** One meeting at a time in a room. */
  uniqueIndex('meetings_open').on(table.roomId).where(sql`ended_at is null`),
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
