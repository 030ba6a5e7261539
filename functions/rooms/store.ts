import type { Participant, Room } from '../../domain/room.ts'

/** Where rooms and participants are kept. Adapters: memory here. */
export interface RoomStore {
  addRoom(room: Room): Promise<void>
  findRoom(roomId: string): Promise<Room | null>
  putParticipant(participant: Participant): Promise<void>
  findParticipant(roomId: string, peerId: string): Promise<Participant | null>
  removeParticipant(roomId: string, peerId: string): Promise<void>
  /** In the order of joining. */
  listParticipants(roomId: string): Promise<Participant[]>
}
