import type { RoomEvent } from '../domain/events.ts'
import { roomTopic } from '../domain/events.ts'
import { CLOSE_LENGTH_OVER, CLOSE_MEETING_OVER, CLOSE_REMOVED } from '../domain/signaling.ts'
import type { Bus } from '../infra/bus/bus.ts'
import type { Room } from './room.ts'

/** Tells a listener what is decided about a room, by whichever process, until it is called off. */
export type Decisions = (roomId: string, listener: (event: RoomEvent) => void) => Promise<() => Promise<void>>

export function decisionsOn(bus: Pick<Bus<RoomEvent>, 'subscribe'>): Decisions {
  return (roomId, listener) => bus.subscribe(roomTopic(roomId), listener)
}

/** Does to a room's media what a host, or time, has decided. What concerns someone who is not here changes nothing. */
export async function moderate(room: Room, event: RoomEvent): Promise<void> {
  switch (event.type) {
    case 'participant-muted':
      return await room.pauseSource(event.peerId, 'microphone')
    case 'share-stopped':
      room.closeSource(event.peerId, 'screen')
      return room.closeSource(event.peerId, 'share-audio')
    case 'participant-removed':
      return room.expel(event.peerId, CLOSE_REMOVED, 'A host has removed you from this meeting')
    case 'room-closed':
      return room.close(event.reason === 'length' ? CLOSE_LENGTH_OVER : CLOSE_MEETING_OVER, event.message)
    default:
  }
}
