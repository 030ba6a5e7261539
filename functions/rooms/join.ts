import { DomainError } from '../../domain/errors.ts'
import type { Participant } from '../../domain/room.ts'
import type { RoomsContext } from './create_rooms.ts'
import { findRoom } from './find.ts'
import type { JoinInput } from './rooms.ts'

/** How long a place is kept for someone who joined and has not connected yet. */
const CONNECTING_MS = 30_000

/** Throws DomainError `not-found`, `room-full`. */
export async function joinRoom(context: RoomsContext, { roomId, name, preferences }: JoinInput): Promise<Participant> {
  const room = await findRoom(context, roomId)
  const now = context.now()
  const others = await context.store.listParticipants(roomId)
  const taken = others.filter(({ present, joinedAtMs }) => present || now - joinedAtMs < CONNECTING_MS).length
  if (room.peopleMax !== null && taken >= room.peopleMax) {
    throw new DomainError('room-full', `Cannot join room "${roomId}": it is full (${taken} of ${room.peopleMax})`)
  }
  const participant: Participant = { peerId: crypto.randomUUID(), roomId, name, preferences, role: 'guest', accountId: null, deviceId: null, joinedAtMs: now, present: false }
  await context.store.putParticipant(participant)
  return participant
}
