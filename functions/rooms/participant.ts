import { DomainError } from '../../domain/errors.ts'
import type { Participant } from '../../domain/room.ts'
import type { RoomsContext } from './create_rooms.ts'
import { bannedNames } from './record.ts'
import { isAway } from './records.ts'
import type { PeerInput } from './rooms.ts'

/** Throws DomainError `not-found` for an unknown room or for someone who is not a member of it. */
export async function findParticipant(context: RoomsContext, { roomId, peerId }: PeerInput): Promise<Participant> {
  const participant = await context.presence.find(roomId, peerId)
  if (participant && await mayStay(context, participant)) return participant
  throw new DomainError('not-found', `Cannot find participant "${peerId.slice(0, 40)}" in room "${roomId.slice(0, 40)}"`)
}

/**
 * Presence is written by whoever read it a moment before, so that a change at the moment of a removal could bring someone back: the room's
 * record has the last word, where it can be asked.
 */
async function mayStay({ records, presence }: RoomsContext, participant: Participant): Promise<boolean> {
  const { roomId, peerId } = participant
  const record = await records.recent(roomId).catch((error: unknown) => {
    if (isAway(error)) return null
    throw error
  })
  if (!record || (record.room.closedAtMs === null && !bannedNames(participant).some((name) => record.banned.includes(name)))) return true
  await presence.remove(roomId, peerId)
  return false
}
