import type { Metrics } from '../../infra/metrics/metrics.ts'
import { noMetrics } from '../../infra/metrics/metrics.ts'

/** For tests: what was counted, by name and labels. */
export function createMetricsProbe(): { metrics: Metrics; counts: Record<string, number> } {
  const counts: Record<string, number> = {}
  const count: Metrics['count'] = (name, labels, { by = 1 } = {}) => {
    const key = `${name} ${JSON.stringify(labels)}`
    counts[key] = (counts[key] ?? 0) + by
  }
  return { metrics: { ...noMetrics, count }, counts }
}
