import { and, desc, eq, exists, isNull, or, sql } from 'drizzle-orm'
import { accounts, roomHosts, rooms, teamMembers } from '../../infra/db/schema/mod.ts'
import type { RoomsContext } from './create_rooms.ts'
import { toRoom } from './record.ts'
import type { RoomList, RoomSummary } from './rooms.ts'

const ROOMS_MAX = 200

/** Rooms that an account owns, hosts or shares in a team, with those to come apart. Throws DomainError `unavailable`. */
export async function listRooms({ db, presence, limits, now }: RoomsContext, { accountId }: { readonly accountId: string }): Promise<RoomList> {
  const hosted = db.select({ one: sql`1` }).from(roomHosts).where(and(eq(roomHosts.roomId, rooms.roomId), eq(roomHosts.accountId, accountId)))
  const shared = db.select({ one: sql`1` }).from(teamMembers).where(and(eq(teamMembers.teamId, rooms.teamId), eq(teamMembers.accountId, accountId)))
  const rows = await db.select({ row: rooms, tier: accounts.tier, hosted: sql<boolean>`${exists(hosted)}` }).from(rooms)
    .leftJoin(accounts, eq(accounts.accountId, rooms.ownerId))
    .where(and(isNull(rooms.closedAt), or(eq(rooms.ownerId, accountId), exists(hosted), exists(shared))))
    .orderBy(desc(rooms.createdAt)).limit(ROOMS_MAX)
  const all = await Promise.all(rows.map(async ({ row, tier, hosted }): Promise<RoomSummary> => ({
    room: toRoom(row, { tier, limits }),
    present: (await presence.list(row.roomId)).filter((person) => person.present).length,
    mine: row.ownerId === accountId || hosted,
  })))
  const upcoming = all.filter(({ room }) => (room.scheduledAtMs ?? 0) > now()).sort((a, b) => a.room.scheduledAtMs! - b.room.scheduledAtMs!)
  return { rooms: all.filter((summary) => !upcoming.includes(summary)), upcoming }
}
