import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Caption } from '../../domain/caption.ts'
import { erasures, lagInstances, linesOf } from './meeting.ts'
import { readMeetingLog, toShown } from './meeting_log.ts'
import type { Shown } from './meeting_log.ts'

const caption: Caption = {
  captionId: 'u1', roomId: 'r', peerId: 'p', speakerName: 'Ada', kind: 'interim', language: 'en', text: 'good morning all', confidence: 1, startMs: 1_000, endMs: 3_000,
}
const shown = (atMs: number, text: string, more: Partial<Shown> = {}): Shown => ({
  atMs, captionId: 'u1', reader: 'pt', language: 'en', kind: 'interim', text, steady: 0, startMs: 1_000, endMs: 3_000, ...more,
})

test('a reader’s text is the translation where there is one, and a final text stays as a whole', () => {
  const interim = toShown({ type: 'caption', reader: 'pt', caption, translation: { language: 'pt', text: 'bom dia', engine: 'x' }, untranslated: null, steady: { original: 4, translation: 3 } }, 2_000)
  assert.deepEqual([interim?.text, interim?.steady], ['bom dia', 3])
  const final = toShown({ type: 'caption', reader: 'en', caption: { ...caption, kind: 'final' }, translation: null, untranslated: null }, 3_000)
  assert.deepEqual([final?.text, final?.steady], ['good morning all', 16])
  assert.equal(toShown({ type: 'captions-status', behindMs: 0, shed: 0, lost: 0 }, 0), null)
})

test('what is taken back counts by what it was shown as', () => {
  const lines = linesOf([
    shown(1_500, 'bom', { steady: 3 }), shown(2_500, 'bom noite a todos', { steady: 3 }), shown(3_500, 'bom dia a todos', { kind: 'final', steady: 15 }),
    shown(2_600, 'um ruído', { captionId: 'u2', steady: 2 }), shown(2_700, '', { captionId: 'u2', kind: 'withdrawn', reader: '*' }),
  ])
  assert.deepEqual(erasures(lines), {
    final: { erased: 0, words: 4, lines: 0 }, stable: { erased: 1, words: 4, lines: 1 }, all: { erased: 5, words: 4, lines: 2 },
  })
})

test('a word came when its line kept it and what is before it', () => {
  const lines = linesOf([
    shown(1_500, 'bom', { steady: 0 }), shown(2_500, 'bom dia a tudo', { steady: 3 }), shown(3_500, 'bom dia a todos', { kind: 'final', steady: 15 }),
  ])
  assert.deepEqual(lagInstances(lines, 'shown')[0]?.emission_ca, [500, 1_500, 1_500, 2_500])
  assert.deepEqual(lagInstances(lines, 'stable')[0]?.emission_ca, [1_500, 2_500, 2_500, 2_500])
  assert.equal(lagInstances(lines, 'stable')[0]?.source_length, 2_000)
})

test('a log is read back, and a line that is none is refused', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'parley-log-'))
  try {
    await writeFile(join(folder, 'log.jsonl'), `${JSON.stringify(shown(1, 'a'))}\n\n${JSON.stringify(shown(2, 'b'))}\n`)
    assert.deepEqual((await readMeetingLog(join(folder, 'log.jsonl'))).map(({ text }) => text), ['a', 'b'])
    await writeFile(join(folder, 'log.jsonl'), '{"atMs":1}\n')
    await assert.rejects(readMeetingLog(join(folder, 'log.jsonl')), /captionId/)
  } finally {
    await rm(folder, { recursive: true })
  }
})
