import { eq } from 'drizzle-orm'
import type { Tier } from '../../domain/tier.ts'
import type { Db } from '../../infra/db/db.ts'
import { accounts, rooms } from '../../infra/db/schema/mod.ts'

/** The tier of a room as it is now: its owner's, and `free` for rooms of guests and rooms that are gone. Throws what the database throws. */
export async function roomTier(db: Db, roomId: string): Promise<Tier> {
  const [room] = await db.select({ tier: accounts.tier }).from(rooms).leftJoin(accounts, eq(accounts.accountId, rooms.ownerId)).where(eq(rooms.roomId, roomId))
  return room?.tier ?? 'free'
}
