import { and, desc, eq, exists, isNull, or, sql } from 'drizzle-orm'
import { z } from 'zod'
import { DomainError } from '../../domain/errors.ts'
import { roomCodeSchema } from '../../domain/room.ts'
import type { Room } from '../../domain/room.ts'
import type { Tier, TierLimits } from '../../domain/tier.ts'
import type { Page } from '../../domain/transcript.ts'
import type { Db } from '../../infra/db/db.ts'
import { accounts, roomHosts, rooms, teamMembers } from '../../infra/db/schema/mod.ts'
import { toRoom } from './record.ts'

const LIMIT = 20
const cursorSchema = z.tuple([z.number().int().min(0).max(8_640_000_000_000_000), roomCodeSchema])

export interface RoomPageDeps {
  readonly db: Db
  readonly limits: (tier: Tier) => TierLimits
}

export interface RoomPageOptions {
  readonly cursor?: string | undefined
  /** 1 to 100; 20 when left out. */
  readonly limit?: number
  /** Those that are closed as well. */
  readonly closed?: boolean
}

/** Rooms that an account owns, hosts or shares in a team, the newest first. Throws DomainError `invalid-input` for a broken cursor. */
export async function listRoomPage({ db, limits }: RoomPageDeps, accountId: string, { cursor, limit = LIMIT, closed = false }: RoomPageOptions = {}): Promise<Page<Room>> {
  const position = cursor === undefined ? null : readCursor(cursor)
  const more = Math.max(1, Math.min(limit, 100)) + 1
  // Milliseconds are what a cursor holds; the column is finer.
  const createdAt = sql`date_trunc('milliseconds', ${rooms.createdAt})`
  const rows = await db.select({ row: rooms, tier: accounts.tier }).from(rooms).leftJoin(accounts, eq(accounts.accountId, rooms.ownerId))
    .where(and(
      isReachable(db, accountId), closed ? undefined : isNull(rooms.closedAt),
      position ? sql`(${createdAt}, ${rooms.roomId}) < (${new Date(position[0]).toISOString()}::timestamptz, ${position[1]})` : undefined,
    ))
    .orderBy(desc(createdAt), desc(rooms.roomId)).limit(more)
  const items = rows.slice(0, more - 1).map(({ row, tier }) => toRoom(row, { tier, limits }))
  const last = items.at(-1)
  return { items, next: rows.length === more && last ? Buffer.from(JSON.stringify([last.createdAtMs, last.roomId])).toString('base64url') : null }
}

/** A room that an account owns, hosts or shares. Throws DomainError `not-found` for any other one, as if it were not there. */
export async function findReachableRoom({ db, limits }: RoomPageDeps, { accountId, roomId }: { accountId: string; roomId: string }): Promise<Room> {
  const [found] = roomCodeSchema.safeParse(roomId).success
    ? await db.select({ row: rooms, tier: accounts.tier }).from(rooms).leftJoin(accounts, eq(accounts.accountId, rooms.ownerId))
      .where(and(eq(rooms.roomId, roomId), isReachable(db, accountId)))
    : []
  if (!found) throw new DomainError('not-found', `Cannot find room "${roomId.slice(0, 40)}" among yours`)
  return toRoom(found.row, { tier: found.tier, limits })
}

function isReachable(db: Db, accountId: string) {
  const hosted = db.select({ one: sql`1` }).from(roomHosts).where(and(eq(roomHosts.roomId, rooms.roomId), eq(roomHosts.accountId, accountId)))
  const shared = db.select({ one: sql`1` }).from(teamMembers).where(and(eq(teamMembers.teamId, rooms.teamId), eq(teamMembers.accountId, accountId)))
  return or(eq(rooms.ownerId, accountId), exists(hosted), exists(shared))
}

function readCursor(cursor: string): z.infer<typeof cursorSchema> {
  try {
    return cursorSchema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()))
  } catch (error) {
    throw new DomainError('invalid-input', 'Cannot go to this page: its address is not complete', { cause: error })
  }
}
