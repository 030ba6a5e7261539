import type { Clock } from '../../infra/clock.ts'
import type { Log } from '../../infra/log.ts'
import type { LocalRooms } from './create_rooms.ts'
import { isAway } from './records.ts'

const EVERY_MS = 5_000

/** Tends the meetings every five seconds, one time after the other, until it is closed. */
export function runTending({ rooms, clock, log }: { rooms: Pick<LocalRooms, 'tend'>; clock: Clock; log: Log }): { close(): Promise<void> } {
  let cancel = () => {}
  let closed = false
  let running: Promise<void> = Promise.resolve()
  const next = () => {
    if (!closed) cancel = clock.after(EVERY_MS, tend)
  }
  const tend = () => {
    running = rooms.tend().catch((error: unknown) => {
      if (isAway(error)) log.warn('meetings-not-tended', { error })
      else log.error('meetings-not-tended', { error })
    }).then(next)
  }
  next()
  return {
    async close() {
      closed = true
      cancel()
      await running
    },
  }
}
