import type { SegmentEvent, SegmentKind } from '../../domain/audio.ts'
import type { Metrics } from '../../infra/metrics/metrics.ts'
import type { SegmentOutcome } from './caption_segment.ts'
import type { LeftOut } from './pace.ts'

/** What is told of one segment that was worked on. Times in ms. */
export interface Measured extends Pick<SegmentOutcome, 'outcome' | 'transcribeMs' | 'translateMs' | 'timing'> {
  readonly kind: SegmentKind
  readonly queuedMs: number
  readonly behindMs: number
}

/** Utterances whose newest segment is remembered, to tell why an older one was dropped. */
const UTTERANCES_MAX = 1_000

/** Tells the metrics what becomes of segments. */
export function createMeasure(metrics: Metrics) {
  const newest = new Map<string, string>()
  return {
    /** In the process that takes a segment in. */
    came(event: SegmentEvent): void {
      if (event.type !== 'segment') return
      const { utteranceId, segmentId, kind } = event.segment
      newest.delete(utteranceId)
      if (kind === 'interim') newest.set(utteranceId, segmentId)
      if (newest.size > UTTERANCES_MAX) newest.delete(newest.keys().next().value!)
    },
    /** There as well. @param why null: the queue dropped it */
    shed(event: SegmentEvent, why: LeftOut | null): void {
      if (event.type !== 'segment') return
      const { utteranceId, segmentId } = event.segment
      metrics.count('interimShed', { reason: why ?? (newest.get(utteranceId) === segmentId ? 'bound' : 'superseded') })
    },
    /** There as well. */
    failed(event: SegmentEvent): void {
      if (event.type !== 'segment') return
      metrics.count('segments', { kind: event.segment.kind, outcome: 'failed' })
      if (event.segment.kind === 'final') metrics.count('finalLost', {})
    },
    /** In the process that worked on it. */
    worked({ kind, outcome, queuedMs, transcribeMs, translateMs, behindMs, timing }: Measured): void {
      metrics.count('segments', { kind, outcome })
      if (kind === 'final' && outcome === 'captioned') metrics.observe('captionLag', {}, behindMs / 1000)
      metrics.observe('stage', { kind, stage: 'queue' }, queuedMs / 1000)
      if (outcome === 'captioned') metrics.observe('stage', { kind, stage: 'translate' }, translateMs / 1000)
      const { melMs, encodeMs, decodeMs, cpuMs } = timing
      // A final caption that takes its pause's decode over did none of this.
      if (transcribeMs < encodeMs) return
      metrics.observe('stage', { kind, stage: 'mel' }, melMs / 1000)
      metrics.observe('stage', { kind, stage: 'encode' }, encodeMs / 1000)
      metrics.observe('stage', { kind, stage: 'decode' }, decodeMs / 1000)
      for (const stage of ['mel', 'encode', 'decode'] as const) {
        metrics.count('stageRequests', { stage })
        if (cpuMs) metrics.count('stageCpu', { stage }, { by: cpuMs[stage] / 1000 })
      }
    },
    published(kind: SegmentKind, ms: number): void {
      metrics.observe('stage', { kind, stage: 'publish' }, ms / 1000)
    },
  }
}
