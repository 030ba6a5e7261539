import { DomainError } from '../../domain/errors.ts'
import type { Preferences, Room } from '../../domain/room.ts'
import type { RoomsContext } from './create_rooms.ts'

/** Throws DomainError `forbidden` for someone who wants to hear what the room's tier does not include. */
export function requireHears({ limits }: Pick<RoomsContext, 'limits'>, { roomId, tier }: Room, { hears }: Partial<Preferences>): void {
  if (hears !== 'cloned' || limits(tier).clonedVoice) return
  throw new DomainError('forbidden', `Cannot hear cloned voices in room "${roomId}": its plan, ${tier}, does not include them`)
}

/** The preferences as the room allows them now: it may have changed hands since they were chosen. */
export function allowedHears({ limits }: Pick<RoomsContext, 'limits'>, { tier }: Room, preferences: Preferences): Preferences {
  return preferences.hears === 'cloned' && !limits(tier).clonedVoice ? { ...preferences, hears: 'translated' } : preferences
}
