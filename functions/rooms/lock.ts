import type { Room } from '../../domain/room.ts'
import { changeRoom } from './change.ts'
import type { RoomsContext } from './create_rooms.ts'
import type { RoomAction } from './rooms.ts'

/** Hosts: nobody new comes in, or they may again. Throws DomainError `forbidden`, `unavailable`. */
export async function lockRoom(context: RoomsContext, { locked, ...input }: RoomAction & { readonly locked: boolean }): Promise<Room> {
  return await changeRoom(context, input, { action: locked ? 'lock' : 'unlock', set: { locked } })
}
