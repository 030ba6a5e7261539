import type { SegmentEvent } from '../../domain/audio.ts'
import type { QueueItem } from '../../infra/queue/queue.ts'

/**
 * Final segments and withdrawals are never shed; a waiting interim one gives way to anything newer of its utterance. One
 * at work gives way to the pause, whose words the final caption takes over, so that nothing stands in the way of those.
 */
export function toItem(event: SegmentEvent, { priority }: { priority: number }): QueueItem<SegmentEvent> {
  if (event.type === 'withdrawn') {
    const { utteranceId, peerId } = event
    return { id: `${utteranceId}:withdrawn`, lane: peerId, priority, sheddable: false, supersedes: utteranceId, precedence: 1, value: event }
  }
  const { segmentId, peerId, utteranceId, kind, atPause } = event.segment
  return { id: segmentId, lane: peerId, priority, sheddable: kind === 'interim', supersedes: utteranceId, precedence: kind === 'final' || atPause ? 1 : 0, value: event }
}
