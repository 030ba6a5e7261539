import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DomainError } from '../../domain/errors.ts'
import { createFakeClock } from '../../infra/fake_clock.ts'
import { createLog } from '../../infra/log.ts'
import { runTending } from './tend_loop.ts'

const turn = () => new Promise((resolve) => setImmediate(resolve))

test('meetings are tended again and again, one time after the other, whatever fails, until it is closed', async () => {
  const clock = createFakeClock()
  const logged: Record<string, unknown>[] = []
  const outcomes = [async () => {}, async () => { throw new DomainError('unavailable', 'Cannot reach the database') }, async () => { throw new Error('bug') }, async () => {}]
  let times = 0
  const tending = runTending({
    clock, rooms: { tend: () => outcomes[times++ % outcomes.length]!() },
    log: createLog({ level: 'debug', write: (line) => logged.push(JSON.parse(line)) }),
  })
  for (let i = 0; i < 4; i++) {
    clock.advance(5_000)
    await turn()
  }
  assert.equal(times, 4)
  assert.deepEqual(logged.map(({ level, event }) => [level, event]), [['warn', 'meetings-not-tended'], ['error', 'meetings-not-tended']])
  await tending.close()
  clock.advance(60_000)
  assert.equal(times, 4)
})
