import { DomainError } from '../../domain/errors.ts'
import type { Participant } from '../../domain/room.ts'
import type { RoomsContext } from './create_rooms.ts'
import { checkEntry } from './entry.ts'
import { letIn } from './let_in.ts'
import type { JoinInput } from './rooms.ts'

/** Throws DomainError as `Rooms.join` says. */
export async function joinRoom(context: RoomsContext, input: JoinInput): Promise<Participant> {
  const { record, role, identity } = await checkEntry(context, input)
  const { roomId, name, preferences } = input
  if (role === 'guest' && record.room.lobby) {
    throw new DomainError('room-lobby', `Cannot join room "${roomId}" at once: a host has to let you in`)
  }
  return await letIn(context, record, {
    peerId: crypto.randomUUID(), roomId, name, preferences, role, ...identity, joinedAtMs: context.now(), present: false,
  })
}
