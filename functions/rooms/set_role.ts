import type { Participant, Role } from '../../domain/room.ts'
import type { RoomsContext } from './create_rooms.ts'

/** Changes what someone in the meeting may do, and tells the room. */
export async function setRole(context: RoomsContext, before: Participant, role: Role): Promise<void> {
  const participant = { ...before, role }
  await context.presence.put(participant)
  await context.announce(before.roomId, { type: 'participant-changed', participant })
}
