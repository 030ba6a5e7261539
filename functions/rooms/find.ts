import type { Room } from '../../domain/room.ts'
import type { RoomsContext } from './create_rooms.ts'

/** Throws DomainError `not-found`, `unavailable` for a room that nobody has asked for while the database is away. */
export async function findRoom({ records }: RoomsContext, roomId: string): Promise<Room> {
  return (await records.find(roomId)).room
}
