import type { Room } from '../../domain/room.ts'
import { changeRoom } from './change.ts'
import type { RoomsContext } from './create_rooms.ts'
import type { RoomAction } from './rooms.ts'

/** Hosts: guests wait to be admitted, or they come in by themselves. Throws DomainError `forbidden`, `unavailable`. */
export async function setLobby(context: RoomsContext, { lobby, ...input }: RoomAction & { readonly lobby: boolean }): Promise<Room> {
  return await changeRoom(context, input, { action: 'change the lobby', set: { lobby } })
}
