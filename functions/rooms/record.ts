import { eq } from 'drizzle-orm'
import type { Role, Room } from '../../domain/room.ts'
import type { Tier, TierLimits } from '../../domain/tier.ts'
import type { Db } from '../../infra/db/db.ts'
import { accounts, roomBans, roomHosts, rooms } from '../../infra/db/schema/mod.ts'

/** All that decides who may do what in a room. */
export interface RoomRecord {
  readonly room: Room
  /** Hash of the device of the guest who acts as host, in a room without owner. */
  readonly hostDevice: string | null
  readonly passcodeHash: string | null
  /** Accounts. */
  readonly coHosts: readonly string[]
  /** `account:UUID` or `device:HASH`. */
  readonly banned: readonly string[]
}

/** Who someone is: their account, their device, or both; each null when unknown. */
export interface Identity {
  readonly accountId: string | null
  readonly deviceId: string | null
}

/** The room as it is stored, or null. Throws DomainError `unavailable` while the database is away. */
export async function readRecord(db: Db, roomId: string, limits: (tier: Tier) => TierLimits): Promise<RoomRecord | null> {
  const [[found], hosts, bans] = await Promise.all([
    db.select({ row: rooms, tier: accounts.tier }).from(rooms).leftJoin(accounts, eq(accounts.accountId, rooms.ownerId)).where(eq(rooms.roomId, roomId)),
    db.select({ accountId: roomHosts.accountId }).from(roomHosts).where(eq(roomHosts.roomId, roomId)),
    db.select({ who: roomBans.who }).from(roomBans).where(eq(roomBans.roomId, roomId)),
  ])
  if (!found) return null
  const { hostDevice, passcodeHash } = found.row
  return {
    room: toRoom(found.row, { tier: found.tier, limits }),
    hostDevice, passcodeHash,
    coHosts: hosts.map(({ accountId }) => accountId),
    banned: bans.map(({ who }) => who),
  }
}

/** A row as everyone may see it. `tier` is the owner's; null without one. */
export function toRoom(row: typeof rooms.$inferSelect, { tier: owners, limits }: { tier: Tier | null; limits: (tier: Tier) => TierLimits }): Room {
  const tier = owners ?? 'free'
  const { roomId, name, ownerId, teamId, lobby, locked, keepsAudio } = row
  return {
    roomId, name, ownerId, teamId, tier, lobby, locked, keepsAudio,
    hasPasscode: row.passcodeHash !== null,
    createdAtMs: row.createdAt.getTime(),
    scheduledAtMs: row.scheduledAt?.getTime() ?? null,
    closedAtMs: row.closedAt?.getTime() ?? null,
    peopleMax: limits(tier).peopleInRoom,
  }
}

/** What someone is in a room before anybody hands anything over in it. */
export function roleIn({ room, hostDevice, coHosts }: RoomRecord, { accountId, deviceId }: Identity): Role {
  const owns = room.ownerId === null ? hostDevice !== null && hostDevice === deviceId : room.ownerId === accountId
  if (owns) return 'owner'
  return accountId !== null && coHosts.includes(accountId) ? 'cohost' : 'guest'
}

/** The names under which someone is banned: by account and by device. */
export function bannedNames({ accountId, deviceId }: Identity): string[] {
  return [...(accountId ? [`account:${accountId}`] : []), ...(deviceId ? [`device:${deviceId}`] : [])]
}
