import { eq } from 'drizzle-orm'
import type { Room } from '../../domain/room.ts'
import { rooms } from '../../infra/db/schema/mod.ts'
import { requireRole } from './allow.ts'
import type { RoomsContext } from './create_rooms.ts'
import type { RoomAction } from './rooms.ts'

export interface Change {
  /** For the refusal, as in `lock`. */
  readonly action: string
  readonly set: Partial<Pick<typeof rooms.$inferInsert, 'name' | 'lobby' | 'locked' | 'passcodeHash' | 'scheduledAt' | 'keepsAudio'>>
}

/** Hosts: changes the room's record, and tells the room. Throws DomainError `forbidden`, `not-found`, `room-closed`, `unavailable`. */
export async function changeRoom(context: RoomsContext, input: RoomAction, { action, set }: Change): Promise<Room> {
  await requireRole(context, input, { least: 'cohost', action })
  await context.db.update(rooms).set(set).where(eq(rooms.roomId, input.roomId))
  return await tellChange(context, input.roomId)
}

/** The room as it is now, told to those in it. */
export async function tellChange({ records, announce }: RoomsContext, roomId: string): Promise<Room> {
  const { room } = await records.find(roomId)
  await announce(roomId, { type: 'room-changed', room })
  return room
}
