import type { SegmentEvent } from '../../domain/audio.ts'
import type { Clock } from '../../infra/clock.ts'
import type { Config } from '../../infra/config.ts'
import type { Temporal } from '../../infra/temporal/open_temporal.ts'
import { createLimits } from '../rooms/limits.ts'
import type { Rooms } from '../rooms/rooms.ts'
import { createMeetingOf } from '../transcripts/meeting_of.ts'
import type { DiarizationDeps } from './context.ts'
import { createListening } from './listen.ts'
import { createTemporalWork } from './temporal_work.ts'

/** How often what waits is looked after, ms. */
const TEND_EVERY_MS = 5_000

export interface OpenDiarizationOptions extends Omit<DiarizationDeps, 'now'> {
  readonly config: Config
  readonly rooms: Pick<Rooms, 'participant' | 'find'>
  /** null where there is none: captions then have no labels, and pages say so. */
  readonly temporal: Temporal | null
  readonly clock: Clock
}

/** Who speaks at shared microphones, as the process has it that hears them. */
export interface Diarization {
  /** What the books of the workflow need, and who names people. */
  readonly deps: DiarizationDeps
  /** Takes what the tap tells. */
  take(event: SegmentEvent): void
  close(): Promise<void>
}

export function openDiarization({ config, rooms, temporal, clock, ...rest }: OpenDiarizationOptions): Diarization {
  const deps: DiarizationDeps = { ...rest, now: clock.now }
  const limits = createLimits(config)
  const listening = createListening({
    ...deps, limits,
    work: temporal && createTemporalWork(temporal),
    findParticipant: rooms.participant, findRoom: rooms.find, meetingOf: createMeetingOf({ db: deps.db, limits }),
  })
  let closed = false
  let cancel = () => {}
  let running: Promise<void> = Promise.resolve()
  const next = () => {
    if (!closed) cancel = clock.after(TEND_EVERY_MS, () => { running = listening.tend().then(next) })
  }
  next()
  return {
    deps,
    take: (event) => listening.take(event),
    async close() {
      closed = true
      cancel()
      await running
      await listening.close()
    },
  }
}
