import { DomainError } from '../../domain/errors.ts'
import type { Presence } from '../rooms/presence/presence.ts'
import type { Rooms } from '../rooms/rooms.ts'

/** What captions ask about rooms, answered from presence alone: for a process that keeps no rooms. */
export function presentRooms(presence: Pick<Presence, 'find' | 'list'>): Pick<Rooms, 'readers' | 'participant' | 'participants'> {
  return {
    async participants(roomId) {
      return (await presence.list(roomId)).filter(({ present }) => present)
    },
    async readers(roomId) {
      const present = (await presence.list(roomId)).filter(({ present }) => present)
      return [...new Set(present.map(({ preferences }) => preferences.reads))]
    },
    async participant({ roomId, peerId }) {
      const participant = await presence.find(roomId, peerId)
      if (!participant) throw new DomainError('not-found', `Cannot find participant "${peerId.slice(0, 40)}" in room "${roomId.slice(0, 40)}"`)
      return participant
    },
  }
}
