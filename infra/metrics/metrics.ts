import type { CounterLabels, CounterName, GaugeLabels, GaugeName, HistogramLabels, HistogramName } from './catalogue.ts'

/** One value of a gauge, with what it is of. */
export type Reading<N extends GaugeName> = GaugeLabels<N> & { readonly value: number }

/**
 * What a process tells whoever watches it. The only way to Prometheus: nobody else imports its client. Names and labels are in
 * `catalogue.ts`; none of these calls throws.
 */
export interface Metrics {
  count<N extends CounterName>(name: N, labels: CounterLabels<N>, options?: { readonly by?: number }): void
  /** @param value seconds, or what the metric's name says */
  observe<N extends HistogramName>(name: N, labels: HistogramLabels<N>, value: number): void
  /** Each function is called whenever somebody looks; what it throws leaves its gauge out. Returns the way to end it. */
  watch(readers: { readonly [N in GaugeName]?: () => readonly Reading<N>[] | Promise<readonly Reading<N>[]> }): () => void
}

/** For tests and tools that watch nothing. */
export const noMetrics: Metrics = Object.freeze({ count() {}, observe() {}, watch: () => () => {} })
