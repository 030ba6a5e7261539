import type { SegmentEvent } from '../../domain/audio.ts'
import type { RoomEvent } from '../../domain/events.ts'
import type { Log } from '../../infra/log.ts'
import type { LeftOut } from './pace.ts'

/** Beyond this, readers are told how far captions are behind speech. */
const BEHIND_MS = 3_000
/** Interim captions that gave way within this time are told to readers; one now and then takes nothing from them. */
const SHED_WINDOW_MS = 30_000
const SHED_TOLD = 3

interface Tally {
  /** When interim captions were shed, lately. */
  shedAtMs: number[]
  lost: number
  /** Whether interim text is paused for now. */
  paused: boolean
  /** What readers were told last. */
  told: { behindMs: number; shed: number; lost: number; paused: boolean }
}

export interface KeepingUp {
  /** @param why null: it gave way to something newer */
  shed(event: SegmentEvent, why: LeftOut | null): void
  /** An interim caption was made. */
  shown(event: SegmentEvent): void
  lost(event: SegmentEvent, error: unknown): void
  /** A segment is through: the final one says how far captions are behind speech, and whether interim text was paused meanwhile. */
  finished(event: SegmentEvent, options: { readonly paused: boolean }): void
}

export interface KeepingUpDeps {
  readonly publish: (roomId: string, event: RoomEvent) => Promise<void>
  readonly log: Log
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

/** Counts what was shed or lost in each room, and tells its readers when that or the delay changes. */
export function createKeepingUp({ publish, log, now }: KeepingUpDeps): KeepingUp {
  const tallies = new Map<string, Tally>()

  const tally = (roomId: string): Tally => {
    const known = tallies.get(roomId) ?? { shedAtMs: [], lost: 0, paused: false, told: { behindMs: 0, shed: 0, lost: 0, paused: false } }
    tallies.set(roomId, known)
    return known
  }
  const tell = async (roomId: string, behindMs: number) => {
    const own = tally(roomId)
    own.shedAtMs = own.shedAtMs.filter((atMs) => now() - atMs < SHED_WINDOW_MS)
    const { told, shedAtMs, lost, paused } = own
    const shed = shedAtMs.length >= SHED_TOLD ? shedAtMs.length : 0
    if (told.behindMs === behindMs && told.shed === shed && told.lost === lost && told.paused === paused) return
    own.told = { behindMs, shed, lost, paused }
    await publish(roomId, { type: 'captions-status', behindMs, shed, lost, ...(paused ? { paused } : {}) })
  }
  const logged = (roomId: string, told: Promise<unknown>) => {
    told.catch((error: unknown) => log.error('bus-failed', { roomId, error }))
  }

  /** Told at once: readers wonder why a line does not grow. */
  const pause = (roomId: string, paused: boolean) => {
    const own = tally(roomId)
    if (own.paused === paused) return
    own.paused = paused
    logged(roomId, tell(roomId, own.told.behindMs))
  }

  return {
    shed(event, why) {
      if (event.type !== 'segment') return
      const { roomId } = event.segment
      const own = tally(roomId)
      own.shedAtMs.push(now())
      if (why === 'paused') pause(roomId, true)
    },
    shown(event) {
      if (event.type === 'segment') pause(event.segment.roomId, false)
    },
    lost(event, error) {
      const { roomId, peerId } = event.type === 'segment' ? event.segment : event
      const final = event.type === 'segment' && event.segment.kind === 'final'
      log.error('segment-failed', { roomId, peerId, final, error })
      if (!final) return
      const own = tally(roomId)
      own.lost += 1
      const { utteranceId } = event.segment
      logged(roomId, publish(roomId, { type: 'caption-withdrawn', captionId: utteranceId, peerId }))
      logged(roomId, tell(roomId, own.told.behindMs))
    },
    finished(event, { paused }) {
      if (event.type !== 'segment' || event.segment.kind !== 'final') return
      const { roomId, endMs } = event.segment
      // Where much waits, interim segments give way in the queue and are never asked for: only final ones know.
      tally(roomId).paused = paused
      const behindMs = now() - endMs
      // Whole seconds, so that readers are not told of every jitter.
      logged(roomId, tell(roomId, behindMs < BEHIND_MS ? 0 : Math.round(behindMs / 1000) * 1000))
    },
  }
}
