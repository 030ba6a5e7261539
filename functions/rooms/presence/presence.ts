import type { Participant } from '../../../domain/room.ts'

/** How long a place is kept for someone who joined and has not connected yet, ms. */
export const CONNECTING_MS = 30_000
/** How long someone counts as present without being renewed, ms. */
export const PRESENT_MS = 45_000

export interface AdmitOptions {
  /** null: as many as come. */
  readonly peopleMax: number | null
  /** Milliseconds since the epoch. */
  readonly nowMs: number
  readonly connectingMs?: number
}

export interface Admission {
  readonly admitted: boolean
  /** Places taken before. */
  readonly taken: number
}

/**
 * Who is in which room now. A participant is kept until removed, or for half a day after their last sign of life; their `present`
 * lapses when nobody renews it, so that the people of a process that crashed are not shown for ever.
 * Adapters: memory, Redis. None fails while its server is away: what this process knows is answered, and told later.
 */
export interface Presence {
  /**
   * Keeps a participant, or what has changed about them. Someone put as present counts as so until the adapter's `presentMs`
   * has passed, or as long as they are renewed.
   */
  put(participant: Participant): Promise<void>
  find(roomId: string, peerId: string): Promise<Participant | null>
  /** Nothing brings them back but a new `put` or `admit`. */
  remove(roomId: string, peerId: string): Promise<void>
  /** In the order of joining, those who are not present as well. */
  list(roomId: string): Promise<Participant[]>
  /**
   * Keeps the participant if there is a place, as one step for all processes. A place is taken by whoever is present, or joined
   * less than `connectingMs` ago (30 s).
   */
  admit(participant: Participant, options: AdmitOptions): Promise<Admission>
  /** Those of them who were put as present count as so for `ttlMs` more, lapsed or not. Called by the process that holds their connections. */
  renew(roomId: string, peerIds: readonly string[], ttlMs: number): Promise<void>
  close(): Promise<void>
}

/** Whether someone holds a place in the room: connected, or about to be. */
export function holdsPlace({ present, joinedAtMs }: Participant, { nowMs, connectingMs = CONNECTING_MS }: { nowMs: number; connectingMs?: number }): boolean {
  return present || nowMs - joinedAtMs < connectingMs
}
