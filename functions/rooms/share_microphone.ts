import { DomainError } from '../../domain/errors.ts'
import type { Participant, Room } from '../../domain/room.ts'
import { requireOver } from './allow.ts'
import type { RoomsContext } from './create_rooms.ts'
import { findParticipant } from './participant.ts'
import type { PersonAction } from './rooms.ts'

/**
 * Says that several people speak at a microphone, or only one: whose it is, or a host for them. People at shared ones are told apart.
 * Throws DomainError `forbidden` for whoever may not say so, and where the plan of the room's owner does not include it; `not-found`.
 */
export async function shareMicrophone(context: RoomsContext, input: PersonAction & { readonly shared: boolean }): Promise<Participant> {
  const { roomId, peerId, actor, shared } = input
  const own = actor.peerId === peerId
  const before = own ? await findParticipant(context, { roomId, peerId }) : (await requireOver(context, input, 'mark the microphone of')).person
  // Whoever has it on may switch it off, whatever became of the plan.
  if (shared) requireTellingApart(context, (await context.records.find(roomId)).room, 'share a microphone')
  if ((before.sharesMicrophone ?? false) === shared) return before
  const participant = { ...before, sharesMicrophone: shared }
  await context.presence.put(participant)
  await context.announce(roomId, { type: 'participant-changed', participant })
  context.log.info('microphone-shared', { roomId, peerId, shared, own })
  return participant
}

/** Throws DomainError `forbidden`, naming the plan, for a room in which people at a microphone are not told apart. */
export function requireTellingApart({ limits }: Pick<RoomsContext, 'limits'>, { roomId, tier }: Room, action: string): void {
  if (limits(tier).proFeatures) return
  throw new DomainError('forbidden', `Cannot ${action} in room "${roomId}": its plan, ${tier}, does not include telling speakers apart; pro and enterprise do`)
}
