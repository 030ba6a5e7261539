import { and, count, eq } from 'drizzle-orm'
import { DomainError } from '../../domain/errors.ts'
import type { WaitingPerson } from '../../domain/room.ts'
import { roomWaiting } from '../../infra/db/schema/mod.ts'
import type { RoomsContext } from './create_rooms.ts'
import { checkEntry } from './entry.ts'
import type { JoinInput } from './rooms.ts'
import { tellWaiting } from './waiting.ts'

/** More than a host can look through. */
const WAITING_MAX = 100

/** Waits in the lobby; asking again from the same device replaces what was asked before. Throws DomainError as `Rooms.ask` says. */
export async function askToJoin(context: RoomsContext, input: JoinInput): Promise<WaitingPerson> {
  const { record: { room }, role, identity: { accountId, deviceId } } = await checkEntry(context, input)
  const { roomId, name, preferences } = input
  if (role !== 'guest' || !room.lobby) throw new DomainError('conflict', `Cannot wait for room "${roomId}": you may join it`)
  const { db, now } = context
  const person: WaitingPerson = { peerId: crypto.randomUUID(), roomId, name, askedAtMs: now() }
  const at = new Date(person.askedAtMs)
  await db.transaction(async (tx) => {
    if (deviceId !== null) await tx.delete(roomWaiting).where(and(eq(roomWaiting.roomId, roomId), eq(roomWaiting.device, deviceId)))
    const [{ waiting } = { waiting: 0 }] = await tx.select({ waiting: count() }).from(roomWaiting).where(eq(roomWaiting.roomId, roomId))
    if (waiting >= WAITING_MAX) throw new DomainError('too-many-requests', `Cannot wait for room "${roomId}": ${waiting} people wait already`)
    await tx.insert(roomWaiting).values({ roomId, peerId: person.peerId, accountId, device: deviceId, name, ...preferences, askedAt: at, seenAt: at })
  })
  await tellWaiting(context, roomId)
  return person
}
