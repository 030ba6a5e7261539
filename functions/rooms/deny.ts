import { and, eq } from 'drizzle-orm'
import { DomainError } from '../../domain/errors.ts'
import { roomWaiting } from '../../infra/db/schema/mod.ts'
import { requireRole } from './allow.ts'
import type { RoomsContext } from './create_rooms.ts'
import type { PersonAction } from './rooms.ts'
import { tellWaiting } from './waiting.ts'

/** Hosts: tells someone who waits that they are not let in. Throws DomainError `forbidden`, `not-found`. */
export async function denyPerson(context: RoomsContext, input: PersonAction): Promise<void> {
  const { roomId, peerId } = input
  await requireRole(context, input, { least: 'cohost', action: 'turn anyone away' })
  const rows = await context.db.update(roomWaiting).set({ denied: true })
    .where(and(eq(roomWaiting.roomId, roomId), eq(roomWaiting.peerId, peerId))).returning({ peerId: roomWaiting.peerId })
  if (rows.length === 0) throw new DomainError('not-found', `Cannot turn away "${peerId}" from room "${roomId}": they are not waiting any more`)
  await tellWaiting(context, roomId)
}
