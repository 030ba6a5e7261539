import { DomainError } from '../../domain/errors.ts'
import type { Room } from '../../domain/room.ts'
import { roomCodeSchema } from '../../domain/room.ts'
import type { RoomsContext } from './create_rooms.ts'

/** Throws DomainError `not-found`. */
export async function findRoom({ store }: RoomsContext, roomId: string): Promise<Room> {
  const room = roomCodeSchema.safeParse(roomId).success ? await store.findRoom(roomId) : null
  if (!room) throw new DomainError('not-found', `Cannot find room "${roomId.slice(0, 40)}"`)
  return room
}
