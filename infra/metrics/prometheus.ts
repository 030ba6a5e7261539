import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Log } from '../log.ts'
import { COUNTERS, GAUGES, HISTOGRAMS } from './catalogue.ts'
import type { CounterName, GaugeName, HistogramName } from './catalogue.ts'
import type { Metrics } from './metrics.ts'

export interface Prometheus {
  readonly metrics: Metrics
  readonly contentType: string
  /** The text format of Prometheus, with what this process, its memory and its event loop do. Never rejects. */
  expose(): Promise<string>
}

type Read = () => readonly Record<string, string | number>[] | Promise<readonly Record<string, string | number>[]>

/** @param options.process whether the figures of Node itself are told as well */
export function openPrometheus({ log, process: ofProcess = true }: { log: Log; process?: boolean }): Prometheus {
  const registry = new Registry()
  const counters = mapValues(COUNTERS, ({ name, help, labels }) => new Counter({ name, help, labelNames: Object.keys(labels), registers: [registry] }))
  const histograms = mapValues(HISTOGRAMS, ({ name, help, labels, buckets }) =>
    new Histogram({ name, help, labelNames: Object.keys(labels), buckets: [...buckets], registers: [registry] }))
  const readers = new Map<GaugeName, Set<Read>>()
  for (const [key, { name, help, labels }] of Object.entries(GAUGES)) {
    const own = new Set<Read>()
    readers.set(key as GaugeName, own)
    const gauge: Gauge = new Gauge({ name, help, labelNames: Object.keys(labels), registers: [registry], collect: (): Promise<void> => collect(gauge, own, log) })
  }
  if (ofProcess) collectDefaultMetrics({ register: registry })

  return {
    metrics: {
      count: (name, labels, { by = 1 } = {}) => counters[name as CounterName].inc(labels as Record<string, string>, by),
      observe: (name, labels, value) => {
        // A clock that was set back is no reason for a broken sum.
        if (Number.isFinite(value)) histograms[name as HistogramName].observe(labels as Record<string, string>, Math.max(0, value))
      },
      watch(given) {
        const watched = Object.entries(given).map(([name, read]) => {
          // Wrapped, so that a function given twice is read twice.
          const own: Read = () => read() as ReturnType<Read>
          const all = readers.get(name as GaugeName)!
          all.add(own)
          return () => all.delete(own)
        })
        return () => watched.forEach((end) => end())
      },
    },
    contentType: registry.contentType,
    expose: () => registry.metrics(),
  }
}

/** Values that several tell of the same are added up. */
async function collect(gauge: Gauge, readers: ReadonlySet<Read>, log: Log): Promise<void> {
  gauge.reset()
  for (const read of readers) {
    try {
      for (const { value, ...labels } of await read()) gauge.inc(labels, Number(value))
    } catch (error) {
      log.warn('metric-not-read', { error })
    }
  }
}

function mapValues<K extends string, V, W>(values: Readonly<Record<K, V>>, map: (value: V) => W): Record<K, W> {
  return Object.fromEntries(Object.entries<V>(values).map(([key, value]) => [key, map(value)])) as Record<K, W>
}
