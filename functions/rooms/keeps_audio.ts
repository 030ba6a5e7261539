import type { Room } from '../../domain/room.ts'
import { requireRole } from './allow.ts'
import { changeRoom } from './change.ts'
import type { RoomsContext } from './create_rooms.ts'
import type { RoomAction } from './rooms.ts'
import { requireTellingApart } from './share_microphone.ts'

/**
 * The owner: whether speech of shared microphones is kept from now on, for one more pass when the meeting is over.
 * Throws DomainError `forbidden`, also where the plan of the room's owner does not include it; `not-found`, `room-closed`, `unavailable`.
 */
export async function setKeepsAudio(context: RoomsContext, { keepsAudio, ...input }: RoomAction & { readonly keepsAudio: boolean }): Promise<Room> {
  await requireRole(context, input, { least: 'owner', action: 'keep audio' })
  if (keepsAudio) requireTellingApart(context, (await context.records.find(input.roomId)).room, 'keep audio')
  return await changeRoom(context, input, { action: 'keep audio', set: { keepsAudio } })
}
