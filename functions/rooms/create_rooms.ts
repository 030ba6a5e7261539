import type { RoomEvent } from '../../domain/events.ts'
import { roomTopic } from '../../domain/events.ts'
import type { Bus } from '../../infra/bus/bus.ts'
import { createRoom } from './create.ts'
import { findRoom } from './find.ts'
import { joinRoom } from './join.ts'
import { leaveRoom } from './leave.ts'
import { listPresent, listReaders } from './present.ts'
import { findParticipant } from './participant.ts'
import { setPresence } from './presence.ts'
import { updatePreferences } from './preferences.ts'
import type { Rooms } from './rooms.ts'
import type { RoomStore } from './store.ts'

export interface RoomsDeps {
  readonly store: RoomStore
  readonly bus: Bus<RoomEvent>
  /** Milliseconds since the epoch. */
  readonly now?: () => number
}

export type RoomsContext = Required<RoomsDeps> & { readonly announce: (roomId: string, event: RoomEvent) => Promise<void> }

/** The rooms function in this process. */
export function createRooms({ store, bus, now = Date.now }: RoomsDeps): Rooms {
  const context: RoomsContext = { store, bus, now, announce: (roomId, event) => bus.publish(roomTopic(roomId), event) }
  return {
    create: () => createRoom(context),
    find: (roomId) => findRoom(context, roomId),
    join: (input) => joinRoom(context, input),
    participant: (input) => findParticipant(context, input),
    participants: (roomId) => listPresent(context, roomId),
    readers: (roomId) => listReaders(context, roomId),
    updatePreferences: (input) => updatePreferences(context, input),
    setPresence: (input) => setPresence(context, input),
    leave: (input) => leaveRoom(context, input),
  }
}
