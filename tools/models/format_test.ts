import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatBar, formatBytes, formatTransfer } from './format.ts'
import { nearest } from './nearest.ts'
import { openTransferLine } from './transfer_line.ts'

test('sizes are told as people read them', () => {
  assert.deepEqual([500_000, 5_982_443, 82_927_934, 911_960_000, 1_274_342_603].map(formatBytes), ['0.5 MB', '6.0 MB', '83 MB', '912 MB', '1.3 GB'])
})

test('a transfer tells its share, rate and time left, as far as they are known', () => {
  const transfer = { title: 'whisper-small', doneBytes: 106e6, totalBytes: 252e6, broughtBytes: 81e6, elapsedMs: 10_000 }
  assert.equal(formatTransfer(transfer), 'whisper-small 42 % (106 MB of 252 MB), 8.1 MB/s, 18 s left')
  assert.equal(formatTransfer({ ...transfer, broughtBytes: 0 }), 'whisper-small 42 % (106 MB of 252 MB)')
  assert.equal(formatTransfer({ ...transfer, totalBytes: null }), 'whisper-small 106 MB, 8.1 MB/s')
  assert.equal(formatTransfer({ ...transfer, doneBytes: 252e6 }), 'whisper-small 100 % (252 MB of 252 MB), 8.1 MB/s')
  assert.equal(formatBar(0.5, 4), '[##··]')
})

test('a terminal gets a bar five times a second, a file a line every five seconds', () => {
  for (const [columns, expected] of [[undefined, 3], [80, 11]] as const) {
    let at = 0
    const told: string[] = []
    const line = openTransferLine({ title: 'x', tell: (text) => told.push(text), columns, now: () => at })
    for (const step of Array.from({ length: 101 }, (_, index) => index)) {
      at = step * (columns ? 20 : 100)
      line.update(step * 1e6, 100e6)
    }
    assert.equal(told.length, expected)
    assert.ok(told.every((text) => (columns ? text.startsWith('\r') && text.length < 90 : text.endsWith('\n'))))
  }
})

test('the nearest names to a mistyped one are found', () => {
  const names = ['whisper-base', 'whisper-small', 'firefox-en-es', 'silero-vad']
  assert.deepEqual(nearest('whisper-smal', names)[0], 'whisper-small')
  assert.deepEqual(nearest('Silero', names), ['silero-vad'])
  assert.deepEqual(nearest('firefox-en-se', names)[0], 'firefox-en-es')
  assert.deepEqual(nearest('qqq', names), [])
})
