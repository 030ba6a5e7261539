import type { Metrics } from '../../infra/metrics/metrics.ts'
import { countJobs, countWorkers } from '../../infra/temporal/count_jobs.ts'
import type { Temporal } from '../../infra/temporal/open_temporal.ts'

/** Figures of long jobs for `Metrics.watch`; none without Temporal, and left out while it is away. */
export function watchJobs(temporal: Temporal | null): Parameters<Metrics['watch']>[0] {
  return temporal ? { jobs: () => countJobs(temporal), jobWorkers: () => countWorkers(temporal) } : {}
}
