import { DomainError } from '../../domain/errors.ts'
import type { Participant } from '../../domain/room.ts'
import type { Clock } from '../../infra/clock.ts'
import type { Log } from '../../infra/log.ts'
import type { Presence } from './presence/presence.ts'
import { PRESENT_MS } from './presence/presence.ts'
import type { Rooms } from './rooms.ts'

/** Two renewals may fail before someone counts as gone. */
const RENEW_MS = PRESENT_MS / 3

export interface PresenceListenerDeps {
  readonly rooms: Pick<Rooms, 'setPresence'>
  readonly presence: Pick<Presence, 'renew'>
  readonly clock: Clock
  readonly log: Log
}

/** Keeps a room's presence as the SFU sees it, and says again and again who is connected here. */
export function presenceInRooms({ rooms, presence, clock, log }: PresenceListenerDeps) {
  const held = new Map<string, Set<string>>()
  let cancel = () => {}

  const renew = () => {
    cancel = clock.after(RENEW_MS, renew)
    for (const [roomId, peerIds] of held) {
      presence.renew(roomId, [...peerIds], PRESENT_MS).catch((error: unknown) => log.warn('presence-not-renewed', { roomId, error }))
    }
  }
  renew()

  return {
    /** Throws DomainError `not-found` for someone who is no member any more. */
    async entered({ roomId, peerId }: Participant): Promise<void> {
      held.set(roomId, (held.get(roomId) ?? new Set()).add(peerId))
      await rooms.setPresence({ roomId, peerId, present: true })
    },
    async left({ roomId, peerId }: Participant): Promise<void> {
      held.get(roomId)?.delete(peerId)
      if (held.get(roomId)?.size === 0) held.delete(roomId)
      try {
        await rooms.setPresence({ roomId, peerId, present: false })
      } catch (error) {
        // Whoever left with the button, or was removed, is no member any more: nothing to tell.
        if (!(error instanceof DomainError && error.code === 'not-found')) throw error
      }
    },
    close() {
      cancel()
    },
  }
}
