import type { Room } from '../../domain/room.ts'
import { changeRoom } from './change.ts'
import type { RoomsContext } from './create_rooms.ts'
import type { RoomAction } from './rooms.ts'

/** Hosts: the room's name (roomNameSchema). Throws DomainError `forbidden`, `unavailable`. */
export async function renameRoom(context: RoomsContext, { name, ...input }: RoomAction & { readonly name: string }): Promise<Room> {
  return await changeRoom(context, input, { action: 'rename', set: { name } })
}
