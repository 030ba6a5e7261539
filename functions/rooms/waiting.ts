import { and, asc, eq, gte } from 'drizzle-orm'
import { z } from 'zod'
import type { WaitingPerson } from '../../domain/room.ts'
import { roomWaiting } from '../../infra/db/schema/mod.ts'
import type { RoomsContext } from './create_rooms.ts'
import type { PeerInput, WaitingState } from './rooms.ts'

/** Whoever's page was not seen for so long has gone away, ms. */
export const GONE_AFTER_MS = 60_000

/** Who asks to be let in, the first one first. */
export async function listWaiting({ db, now }: RoomsContext, roomId: string): Promise<WaitingPerson[]> {
  const rows = await db.select().from(roomWaiting)
    .where(and(eq(roomWaiting.roomId, roomId), eq(roomWaiting.denied, false), gte(roomWaiting.seenAt, new Date(now() - GONE_AFTER_MS))))
    .orderBy(asc(roomWaiting.askedAt))
  return rows.map(({ peerId, name, askedAt }) => ({ peerId, roomId, name, askedAtMs: askedAt.getTime() }))
}

/** How it stands with someone who asked; says as well that their page is there. */
export async function waitingState(context: RoomsContext, { roomId, peerId }: PeerInput): Promise<WaitingState> {
  const { room } = await context.records.recent(roomId)
  if (room.closedAtMs !== null || !z.uuid().safeParse(peerId).success) return 'gone'
  const [row] = await context.db.update(roomWaiting).set({ seenAt: new Date(context.now()) })
    .where(and(eq(roomWaiting.roomId, roomId), eq(roomWaiting.peerId, peerId))).returning()
  if (!row) return 'gone'
  return row.denied ? 'denied' : 'waiting'
}

/** Tells the hosts who asks now. */
export async function tellWaiting(context: RoomsContext, roomId: string): Promise<void> {
  await context.announce(roomId, { type: 'waiting-changed', waiting: await listWaiting(context, roomId) })
}
