import { DomainError } from '../../domain/errors.ts'
import type { Rooms } from '../../functions/rooms/rooms.ts'
import type { RoomState } from '../../views/mod.ts'

/** What a page shows about the room itself. While the database is away nobody is known to wait, and no end to come. */
export async function roomState(rooms: Pick<Rooms, 'find' | 'waiting' | 'meeting'>, roomId: string): Promise<RoomState> {
  const [room, waiting, meeting] = await Promise.all([
    rooms.find(roomId), rooms.waiting(roomId).catch(orNothing([])), rooms.meeting(roomId).catch(orNothing(null)),
  ])
  return { room, waiting, meeting }
}

function orNothing<T>(nothing: T) {
  return (error: unknown): T => {
    if (error instanceof DomainError && error.code === 'unavailable') return nothing
    throw error
  }
}
