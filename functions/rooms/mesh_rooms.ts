import type { Mesh } from '../mesh/mesh.ts'
import { unwrap } from '../mesh/unwrap.ts'
import type { PersonAction, RoomAction, Rooms } from './rooms.ts'

/** Rooms wherever they are kept. */
export function meshRooms(mesh: Mesh): Rooms {
  const { rooms, accounts } = mesh.client('rooms')
  const room = rooms[':roomId']
  const peer = room.participants[':peerId']
  const asking = room.waiting[':peerId']
  const person = room.people[':peerId']
  const onRoom = ({ roomId, actor }: RoomAction) => ({ param: { roomId }, json: { actor } })
  const onPerson = ({ roomId, peerId, actor }: PersonAction) => ({ param: { roomId, peerId }, json: { actor } })
  return {
    create: (input = {}) => unwrap(rooms.$post({ json: input })),
    find: (roomId) => unwrap(room.$get({ param: { roomId } })),
    list: (param) => unwrap(accounts[':accountId'].rooms.$get({ param })),
    join: ({ roomId, ...json }) => unwrap(room.participants.$post({ param: { roomId }, json })),
    ask: ({ roomId, ...json }) => unwrap(room.waiting.$post({ param: { roomId }, json })),
    waitingState: async (param) => (await unwrap(asking.seen.$post({ param }))).state,
    waiting: (roomId) => unwrap(room.waiting.$get({ param: { roomId } })),
    admit: (input) => unwrap(asking.admit.$post(onPerson(input))),
    deny: (input) => done(unwrap(asking.deny.$post(onPerson(input)))),
    participant: (param) => unwrap(peer.$get({ param })),
    connect: (param) => unwrap(peer.connect.$post({ param })),
    participants: (roomId) => unwrap(room.participants.$get({ param: { roomId } })),
    readers: (roomId) => unwrap(room.readers.$get({ param: { roomId } })),
    updatePreferences: ({ preferences, ...param }) => unwrap(peer.preferences.$patch({ param, json: preferences })),
    setPresence: ({ present, ...param }) => unwrap(peer.presence.$put({ param, json: { present } })),
    leave: (param) => done(unwrap(peer.$delete({ param }))),
    meeting: async (roomId) => (await unwrap(room.meeting.$get({ param: { roomId } }))).meeting,
    roleOf: (input) => unwrap(room.role.$post(onRoom(input))),
    rename: ({ roomId, ...json }) => unwrap(room.rename.$post({ param: { roomId }, json })),
    schedule: ({ roomId, ...json }) => unwrap(room.schedule.$post({ param: { roomId }, json })),
    lock: ({ roomId, ...json }) => unwrap(room.lock.$post({ param: { roomId }, json })),
    setLobby: ({ roomId, ...json }) => unwrap(room.lobby.$post({ param: { roomId }, json })),
    setPasscode: ({ roomId, ...json }) => unwrap(room.passcode.$post({ param: { roomId }, json })),
    setKeepsAudio: ({ roomId, ...json }) => unwrap(room['keeps-audio'].$post({ param: { roomId }, json })),
    close: (input) => unwrap(room.close.$post(onRoom(input))),
    mute: (input) => done(unwrap(person.mute.$post(onPerson(input)))),
    stopShare: (input) => done(unwrap(person['stop-share'].$post(onPerson(input)))),
    shareMicrophone: ({ roomId, peerId, ...json }) => unwrap(person['share-microphone'].$post({ param: { roomId, peerId }, json })),
    remove: (input) => done(unwrap(person.remove.$post(onPerson(input)))),
    handOver: (input) => done(unwrap(person['hand-over'].$post(onPerson(input)))),
    setCoHost: ({ coHost, ...input }) => done(unwrap(person['co-host'].$post({ ...onPerson(input), json: { actor: input.actor, coHost } }))),
  }
}

async function done(answer: Promise<unknown>): Promise<void> {
  await answer
}
