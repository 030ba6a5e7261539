import { DomainError } from '../../domain/errors.ts'
import { roomCodeSchema } from '../../domain/room.ts'
import type { Tier, TierLimits } from '../../domain/tier.ts'
import type { Db } from '../../infra/db/db.ts'
import { readRecord } from './record.ts'
import type { RoomRecord } from './record.ts'

/** A record that was read this short a while ago serves what is asked many times a second, ms. */
const RECENT_MS = 2_000

/** The rooms' records, with a copy of those in use for as long as the database is away. */
export interface Records {
  /** As stored now; the copy while the database is away. Throws DomainError `not-found`, `unavailable`. */
  find(roomId: string): Promise<RoomRecord>
  /** As `find`, or as it was a moment ago. */
  recent(roomId: string): Promise<RoomRecord>
  /** A change made here is seen at once. */
  forget(roomId: string): void
}

export interface RecordsDeps {
  readonly db: Db
  readonly now: () => number
  readonly limits: (tier: Tier) => TierLimits
  /** Copies kept; the one that was not asked for longest gives way. */
  readonly copiesMax?: number
}

export function createRecords({ db, now, limits, copiesMax = 5_000 }: RecordsDeps): Records {
  const copies = new Map<string, { readonly record: RoomRecord; readonly readAtMs: number }>()

  const keep = (roomId: string, record: RoomRecord) => {
    copies.delete(roomId)
    copies.set(roomId, { record, readAtMs: now() })
    if (copies.size > copiesMax) copies.delete(copies.keys().next().value!)
  }
  const find = async (roomId: string): Promise<RoomRecord> => {
    const known = roomCodeSchema.safeParse(roomId).success
    let record: RoomRecord | null
    try {
      record = known ? await readRecord(db, roomId, limits) : null
    } catch (error) {
      const copy = copies.get(roomId)
      if (copy && isAway(error)) return copy.record
      throw error
    }
    if (!record) {
      copies.delete(roomId)
      throw new DomainError('not-found', `Cannot find room "${roomId.slice(0, 40)}"`)
    }
    keep(roomId, record)
    return record
  }

  return {
    find,
    async recent(roomId) {
      const copy = copies.get(roomId)
      return copy && now() - copy.readAtMs < RECENT_MS ? copy.record : await find(roomId)
    },
    forget(roomId) {
      const copy = copies.get(roomId)
      // Kept for when the database is away, and read anew until then.
      if (copy) copies.set(roomId, { ...copy, readAtMs: 0 })
    },
  }
}

/** Whether a query failed because the database cannot be reached. */
export function isAway(error: unknown): boolean {
  return error instanceof DomainError && error.code === 'unavailable'
}
