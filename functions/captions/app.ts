import { Hono } from 'hono'
import type { SegmentEvent } from '../../domain/audio.ts'
import type { Log } from '../../infra/log.ts'
import type { WorkQueue } from '../../infra/queue/queue.ts'
import { notFound, onProblem } from '../problem.ts'

/** Work that waits this long means that nobody takes it. */
const STUCK_MS = 30_000

/** The captions function of the mesh: its work comes through the queue, HTTP tells how it keeps up. */
export function createCaptionsApp({ queue, log }: { queue: WorkQueue<SegmentEvent>; log: Log }) {
  return new Hono()
    .onError(onProblem(log))
    .notFound(notFound)
    .get('/healthz', (c) => c.json({ alive: true }, 200))
    .get('/readyz', async (c) => {
      const stats = await queue.stats()
      return c.json(stats, stats.oldestMs < STUCK_MS ? 200 : 503)
    })
}

export type CaptionsApp = ReturnType<typeof createCaptionsApp>
