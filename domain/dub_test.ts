import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import type { Dub, DubState } from './dub.ts'
import { dubWorkflowId, isNewer, isSettled } from './dub.ts'

const dub = (state: DubState, rest: Partial<Dub> = {}): Dub => ({
  dubId: '1', captionId: 'c', roomId: 'r', meetingId: 'm', language: 'pt', state, cause: null, durationMs: null, quickMs: null, ...rest,
})

test('a dub that is settled stays as it is', () => {
  deepEqual((['queued', 'working', 'ready', 'quick', 'failed'] as const).filter((state) => isSettled({ state })), ['ready', 'quick', 'failed'])
  equal(isNewer(dub('ready', { durationMs: 900 }), dub('quick', { cause: 'slow', quickMs: 800 })), false)
  equal(isNewer(dub('working'), dub('ready')), false)
})

test('a dub goes forward, and the quick voice is news while the clone is made', () => {
  equal(isNewer(dub('queued'), undefined), true)
  equal(isNewer(dub('working'), dub('queued')), true)
  equal(isNewer(dub('queued'), dub('working')), false)
  equal(isNewer(dub('working', { quickMs: 800 }), dub('working')), true)
  equal(isNewer(dub('working', { quickMs: 800 }), dub('working', { quickMs: 800 })), false)
  equal(isNewer(dub('ready'), dub('working')), true)
})

test('the same caption in the same language is the same work', () => {
  equal(dubWorkflowId({ captionId: 'abc', language: 'pt' }), 'dub-abc-pt')
})
