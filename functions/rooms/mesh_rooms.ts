import type { Mesh } from '../mesh/mesh.ts'
import { unwrap } from '../mesh/unwrap.ts'
import type { Rooms } from './rooms.ts'

/** Rooms wherever they are kept. */
export function meshRooms(mesh: Mesh): Rooms {
  const { rooms } = mesh.client('rooms')
  const room = rooms[':roomId']
  const peer = room.participants[':peerId']
  return {
    create: () => unwrap(rooms.$post()),
    find: (roomId) => unwrap(room.$get({ param: { roomId } })),
    join: ({ roomId, ...json }) => unwrap(room.participants.$post({ param: { roomId }, json })),
    participant: (param) => unwrap(peer.$get({ param })),
    participants: (roomId) => unwrap(room.participants.$get({ param: { roomId } })),
    readers: (roomId) => unwrap(room.readers.$get({ param: { roomId } })),
    updatePreferences: ({ preferences, ...param }) => unwrap(peer.preferences.$patch({ param, json: preferences })),
    setPresence: ({ present, ...param }) => unwrap(peer.presence.$put({ param, json: { present } })),
    async leave(param) {
      await unwrap(peer.$delete({ param }))
    },
  }
}
