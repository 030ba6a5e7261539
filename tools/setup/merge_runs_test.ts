import assert from 'node:assert/strict'
import { EventEmitter, once } from 'node:events'
import { test } from 'node:test'
import { mergeRuns } from './merge_runs.ts'
import type { BeginRun, TestEvent } from './merge_runs.ts'

const note = (message: string, nesting = 0): TestEvent => ({ type: 'test:diagnostic', data: { nesting, message } })
const pass = (name: string, nesting = 0): TestEvent => ({ type: 'test:pass', data: { name, nesting } })

async function eventsOf(stages: readonly (readonly BeginRun[])[]): Promise<TestEvent[]> {
  const events: TestEvent[] = []
  for await (const event of mergeRuns(stages)) events.push(event)
  return events
}

test('stages come one after the other, with one count at the end', async () => {
  const log: string[] = []
  const run = (name: string, events: readonly TestEvent[]) => async function* () {
    log.push(`${name} begins`)
    yield* events
    log.push(`${name} is over`)
  }
  const events = await eventsOf([
    [run('first', [pass('a'), note('tests 7', 1), note('says a test'), note('tests 3'), note('fail 1'), note('duration_ms 1.5')])],
    [run('second', [pass('b'), note('tests 4'), note('fail 0'), note('duration_ms 2')])],
  ])
  assert.deepEqual(log, ['first begins', 'first is over', 'second begins', 'second is over'])
  assert.deepEqual(events, [pass('a'), note('tests 7', 1), note('says a test'), pass('b'), note('tests 7'), note('fail 1'), note('duration_ms 3.5')])
})

test('runs at once do not mix the parts of their tests, and last as long as the longest', async () => {
  const [turn, turnOfOther] = [new EventEmitter(), new EventEmitter()]
  const events = await eventsOf([[
    async function* () {
      yield pass('a part', 1)
      turnOfOther.emit('go')
      await once(turn, 'go')
      yield pass('a')
      yield note('tests 1')
      yield note('duration_ms 5')
    },
    async function* () {
      await once(turnOfOther, 'go')
      yield pass('b part', 1)
      yield pass('b')
      turn.emit('go')
      yield note('tests 2')
      yield note('duration_ms 3')
    },
  ]])
  assert.deepEqual(events, [pass('b part', 1), pass('b'), pass('a part', 1), pass('a'), note('tests 3'), note('duration_ms 5')])
})

test('what ends a run ends all of it', async () => {
  const broken: BeginRun = async function* () {
    yield pass('a')
    throw new Error('the runner broke')
  }
  await assert.rejects(eventsOf([[broken, async function* () { yield pass('b') }]]), /the runner broke/)
})
