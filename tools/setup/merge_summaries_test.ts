import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mergeSummaries } from './merge_summaries.ts'
import type { TestEvent } from './merge_summaries.ts'

test('runs come one after the other, with one count at the end', async () => {
  const log: string[] = []
  const note = (message: string, nesting = 0): TestEvent => ({ type: 'test:diagnostic', data: { nesting, message } })
  const pass = (name: string): TestEvent => ({ type: 'test:pass', data: { name, nesting: 0 } })
  const run = (name: string, events: readonly TestEvent[]) => async function* () {
    log.push(`${name} begins`)
    yield* events
    log.push(`${name} is over`)
  }
  const events: TestEvent[] = []
  for await (const event of mergeSummaries([
    run('first', [pass('a'), note('tests 7', 1), note('says a test'), note('tests 3'), note('fail 1'), note('duration_ms 1.5')]),
    run('second', [pass('b'), note('tests 4'), note('fail 0'), note('duration_ms 2')]),
  ])) events.push(event)
  assert.deepEqual(log, ['first begins', 'first is over', 'second begins', 'second is over'])
  assert.deepEqual(events, [pass('a'), note('tests 7', 1), note('says a test'), pass('b'), note('tests 7'), note('fail 1'), note('duration_ms 3.5')])
})
