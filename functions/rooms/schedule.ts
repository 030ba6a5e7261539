import type { Room } from '../../domain/room.ts'
import { changeRoom } from './change.ts'
import type { RoomsContext } from './create_rooms.ts'
import type { RoomAction } from './rooms.ts'

/** Hosts: when the meeting is, ms since the epoch; null: at any time. Throws DomainError `forbidden`, `unavailable`. */
export async function scheduleRoom(context: RoomsContext, { scheduledAtMs, ...input }: RoomAction & { readonly scheduledAtMs: number | null }): Promise<Room> {
  return await changeRoom(context, input, { action: 'schedule', set: { scheduledAt: scheduledAtMs === null ? null : new Date(scheduledAtMs) } })
}
