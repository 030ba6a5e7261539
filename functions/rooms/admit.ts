import { and, eq } from 'drizzle-orm'
import { DomainError } from '../../domain/errors.ts'
import { preferencesSchema } from '../../domain/room.ts'
import type { Participant } from '../../domain/room.ts'
import { roomWaiting } from '../../infra/db/schema/mod.ts'
import { requireRole } from './allow.ts'
import type { RoomsContext } from './create_rooms.ts'
import { allowedHears } from './hears.ts'
import { letIn } from './let_in.ts'
import type { PersonAction } from './rooms.ts'
import { tellWaiting } from './waiting.ts'

/** Hosts: lets someone in who waits. Throws DomainError `forbidden`, `not-found`, `room-full`, `rooms-at-once`. */
export async function admitPerson(context: RoomsContext, input: PersonAction): Promise<Participant> {
  const { roomId, peerId } = input
  const { record } = await requireRole(context, input, { least: 'cohost', action: 'let anyone in' })
  const mine = and(eq(roomWaiting.roomId, roomId), eq(roomWaiting.peerId, peerId))
  const [row] = await context.db.select().from(roomWaiting).where(mine)
  if (!row) throw new DomainError('not-found', `Cannot let in "${peerId}" to room "${roomId}": they are not waiting any more`)
  const participant = await letIn(context, record, {
    peerId, roomId, name: row.name, role: 'guest', accountId: row.accountId, deviceId: row.device,
    preferences: allowedHears(context, record.room, preferencesSchema.parse({ speaks: row.speaks, reads: row.reads, hears: row.hears })),
    joinedAtMs: context.now(), present: false,
  })
  await context.db.delete(roomWaiting).where(mine)
  await tellWaiting(context, roomId)
  return participant
}
