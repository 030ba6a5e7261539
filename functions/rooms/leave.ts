import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { roomWaiting } from '../../infra/db/schema/mod.ts'
import { wentAway } from './arrivals.ts'
import type { RoomsContext } from './create_rooms.ts'
import { findParticipant } from './participant.ts'
import type { PeerInput } from './rooms.ts'
import { tellWaiting } from './waiting.ts'

/** Ends a membership, or someone's waiting for one. Throws DomainError `not-found` for whoever has neither. */
export async function leaveRoom(context: RoomsContext, { roomId, peerId }: PeerInput): Promise<void> {
  const person = await context.presence.find(roomId, peerId)
  if (!person) {
    if (await stopWaiting(context, { roomId, peerId })) return await tellWaiting(context, roomId)
    await findParticipant(context, { roomId, peerId })
    return
  }
  await context.presence.remove(roomId, peerId)
  if (person.present) await wentAway(context, person)
}

async function stopWaiting({ db }: RoomsContext, { roomId, peerId }: PeerInput): Promise<boolean> {
  if (!z.uuid().safeParse(peerId).success) return false
  const gone = await db.delete(roomWaiting).where(and(eq(roomWaiting.roomId, roomId), eq(roomWaiting.peerId, peerId))).returning({ peerId: roomWaiting.peerId })
  return gone.length > 0
}
