import type { Stage } from '../../domain/analytics.ts'
import type { Clock } from '../clock.ts'
import { systemClock } from '../clock.ts'
import type { Metrics } from '../metrics/metrics.ts'
import { cpuByWork } from './thread_cpu.ts'

const LOOK_EVERY_MS = 5_000

/**
 * Counts what the threads that carry a stage's name take of the processors, warm-up and all. @returns looks once more and ends.
 * @param options.read for tests
 */
export function countStageCpu(stage: Stage, { metrics, clock = systemClock, read = cpuByWork }: { readonly metrics: Metrics; readonly clock?: Clock; readonly read?: typeof cpuByWork }): () => void {
  let seenMs = 0
  let cancel = () => {}
  const look = () => {
    const nowMs = read().get(stage) ?? 0
    // Less than before: a thread ended, and the rest goes on counting.
    if (nowMs > seenMs) metrics.count('stageCpu', { stage }, { by: (nowMs - seenMs) / 1_000 })
    seenMs = nowMs
  }
  const later = () => {
    cancel = clock.after(LOOK_EVERY_MS, () => {
      look()
      later()
    })
  }
  later()
  return () => {
    cancel()
    look()
  }
}
