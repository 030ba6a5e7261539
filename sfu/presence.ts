import { DomainError } from '../domain/errors.ts'
import type { Participant } from '../domain/room.ts'
import type { Clock } from '../infra/clock.ts'
import type { Log } from '../infra/log.ts'

/** A connection that comes back within this time never left, ms. */
const GRACE_MS = 3_000

/** Who is told that someone is here or gone. */
export interface PresenceListener {
  /** Throws DomainError `not-found` for someone who is no member any more. */
  entered(participant: Participant): Promise<void> | void
  left(participant: Participant): Promise<void> | void
}

export interface Presence {
  /** A connection of the participant has opened. */
  arrived(participant: Participant): void
  /** One of the participant's connections has ended; `deliberate` leaves no grace. */
  gone(participant: Participant, options: { readonly deliberate: boolean }): void
  /** Reports everyone who is still here as left. */
  close(): Promise<void>
}

interface Entry {
  participant: Participant
  connections: number
  cancel: (() => void) | null
  /** The listener's calls about one participant follow one another. */
  told: Promise<void>
}

/** Turns connections, which come and go, into people, who enter and leave. */
export function createPresence({ listener, onStranger = () => {}, clock, log }: {
  listener: PresenceListener
  /** Someone has connected who is no member any more: they were removed on the way. */
  onStranger?: (participant: Participant) => void
  clock: Clock
  log: Log
}): Presence {
  const entries = new Map<string, Entry>()

  const tell = (entry: Entry, what: keyof PresenceListener) => {
    const { participant } = entry
    entry.told = entry.told.then(() => listener[what](participant)).catch((error: unknown) => {
      if (what === 'entered' && error instanceof DomainError && error.code === 'not-found') return onStranger(participant)
      log.error('presence.failed', { what, roomId: participant.roomId, peerId: participant.peerId, error })
    })
    return entry.told
  }
  const leave = (entry: Entry) => {
    entry.cancel?.()
    entries.delete(key(entry.participant))
    return tell(entry, 'left')
  }

  return {
    arrived(participant) {
      const known = entries.get(key(participant))
      if (known) {
        known.cancel?.()
        Object.assign(known, { participant, cancel: null, connections: known.connections + 1 })
        return
      }
      const entry: Entry = { participant, connections: 1, cancel: null, told: Promise.resolve() }
      entries.set(key(participant), entry)
      void tell(entry, 'entered')
    },
    gone(participant, { deliberate }) {
      const entry = entries.get(key(participant))
      if (!entry || --entry.connections > 0) return
      if (deliberate) void leave(entry)
      else entry.cancel = clock.after(GRACE_MS, () => void leave(entry))
    },
    async close() {
      await Promise.all([...entries.values()].map(leave))
    },
  }
}

function key({ roomId, peerId }: Participant): string {
  return `${roomId}/${peerId}`
}
