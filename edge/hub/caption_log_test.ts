import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Language } from '../../domain/language.ts'
import type { CaptionEvent } from './caption_log.ts'
import { createCaptionLog } from './caption_log.ts'

function final(captionId: string, reader: Language, endMs = 100): CaptionEvent {
  const caption = { captionId, roomId: 'r', peerId: 'p', speakerName: 'Ada', kind: 'final', language: 'en', text: captionId, confidence: 1, startMs: 0, endMs } as const
  return { type: 'caption', reader, caption, translation: null, untranslated: null }
}
const ids = (events: CaptionEvent[]) => events.map(({ caption }) => caption.captionId)

test('whoever reconnects gets what came after the last line they saw, in the order of showing', () => {
  const log = createCaptionLog()
  for (const id of ['a', 'b', 'c']) log.add(final(id, 'pt'))
  assert.deepEqual(ids(log.missed('pt', { after: 'a', sinceMs: 0 })), ['b', 'c'])
  assert.deepEqual(ids(log.missed('pt', { after: null, sinceMs: 0 })), ['a', 'b', 'c'])
  assert.deepEqual(ids(log.missed('pt', { after: 'c', sinceMs: 0 })), [])
})

test('a caption whose translation came late is not missed', () => {
  const log = createCaptionLog()
  log.add(final('slow', 'en'))
  log.add(final('quick', 'en'))
  log.add(final('quick', 'pt'))
  log.add(final('slow', 'pt'))
  assert.deepEqual(ids(log.missed('pt', { after: 'quick', sinceMs: 0 })), ['slow'])
})

test('the same caption twice is one line', () => {
  const log = createCaptionLog()
  assert.equal(log.add(final('a', 'pt')), true)
  assert.equal(log.add(final('a', 'pt')), false)
  assert.deepEqual(ids(log.missed('pt', { after: null, sinceMs: 0 })), ['a'])
})

test('a reader who changed language goes on from the same place', () => {
  const log = createCaptionLog()
  log.add(final('a', 'en'))
  log.add(final('a', 'pt'))
  log.add(final('b', 'en'))
  log.add(final('b', 'pt'))
  assert.deepEqual(ids(log.missed('en', { after: 'a', sinceMs: 0 })), ['b'])
})

test('nobody sees what was said before they joined, and old lines are forgotten', () => {
  const log = createCaptionLog({ entriesMax: 2 })
  log.add(final('a', 'pt', 10))
  log.add(final('b', 'pt', 20))
  log.add(final('c', 'pt', 30))
  assert.deepEqual(ids(log.missed('pt', { after: null, sinceMs: 0 })), ['b', 'c'])
  assert.deepEqual(ids(log.missed('pt', { after: null, sinceMs: 25 })), ['c'])
})
