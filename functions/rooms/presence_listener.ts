import { DomainError } from '../../domain/errors.ts'
import type { Participant } from '../../domain/room.ts'
import type { Rooms } from './rooms.ts'

/** Keeps a room's presence as the SFU sees it. Whoever left with the button is no member any more: nothing to tell. */
export function presenceInRooms(rooms: Pick<Rooms, 'setPresence'>) {
  const set = async ({ roomId, peerId }: Participant, present: boolean) => {
    try {
      await rooms.setPresence({ roomId, peerId, present })
    } catch (error) {
      if (!(error instanceof DomainError && error.code === 'not-found')) throw error
    }
  }
  return {
    entered: (participant: Participant) => set(participant, true),
    left: (participant: Participant) => set(participant, false),
  }
}
