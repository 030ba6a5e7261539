import type { Participant, Room } from '../../domain/room.ts'
import type { RoomStore } from './store.ts'

interface Entry {
  readonly room: Room
  readonly participants: Map<string, Participant>
}

/**
 * Rooms in this process's memory. Beyond `roomsMax` the oldest room in which nobody is present gives way.
 */
export function createMemoryRoomStore({ roomsMax = 10_000 }: { roomsMax?: number } = {}): RoomStore {
  const rooms = new Map<string, Entry>()
  return {
    async addRoom(room) {
      if (rooms.size >= roomsMax) evictOldestEmpty(rooms)
      rooms.set(room.roomId, { room, participants: new Map() })
    },
    async findRoom(roomId) {
      return rooms.get(roomId)?.room ?? null
    },
    async putParticipant(participant) {
      rooms.get(participant.roomId)?.participants.set(participant.peerId, participant)
    },
    async findParticipant(roomId, peerId) {
      return rooms.get(roomId)?.participants.get(peerId) ?? null
    },
    async removeParticipant(roomId, peerId) {
      rooms.get(roomId)?.participants.delete(peerId)
    },
    async listParticipants(roomId) {
      return [...(rooms.get(roomId)?.participants.values() ?? [])]
    },
  }
}

function evictOldestEmpty(rooms: Map<string, Entry>): void {
  for (const [roomId, { participants }] of rooms) {
    if ([...participants.values()].some(({ present }) => present)) continue
    rooms.delete(roomId)
    return
  }
}
