import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import type { Dub, DubState } from '../../domain/dub.ts'
import type { Hears } from '../../domain/room.ts'
import { createDubLog } from './dub_log.ts'

const dub = (captionId: string, state: DubState, language: Dub['language'] = 'pt'): Dub => ({
  dubId: `dub-of-${captionId}`, captionId, roomId: 'r', meetingId: 'm', language, state, cause: null, durationMs: null, quickMs: null,
})
const reader = (hears: Hears, reads: Dub['language'] = 'pt') => ({ preferences: { speaks: null, reads, hears } })

test('whoever chose cloned voices gets how captions in their language stand, each once and never backwards', () => {
  const log = createDubLog()
  equal(log.add(dub('a', 'working')), true)
  equal(log.add(dub('a', 'working')), false)
  equal(log.add(dub('a', 'ready')), true)
  equal(log.add(dub('a', 'queued')), false)
  log.add(dub('a', 'working', 'vi'))
  deepEqual(log.of(reader('cloned')).map(({ captionId, state }) => [captionId, state]), [['a', 'ready']])
  deepEqual([log.of(reader('translated')), log.of(reader('original')), log.of(reader('cloned', 'en'))], [[], [], []])
})

test('what is older than the bound is forgotten', () => {
  const log = createDubLog({ entriesMax: 2 })
  for (const id of ['a', 'b', 'c']) log.add(dub(id, 'ready'))
  deepEqual(log.of(reader('cloned')).map(({ captionId }) => captionId), ['b', 'c'])
})
