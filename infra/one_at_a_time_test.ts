import assert from 'node:assert/strict'
import { test } from 'node:test'
import { oneAtATime } from './one_at_a_time.ts'

test('work is done in the order in which it was asked, one at a time; what fails tells its own caller and holds nobody up', async () => {
  const inTurn = oneAtATime()
  const log: string[] = []
  const work = (name: string, turns: number) => async () => {
    log.push(`${name} begins`)
    for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve))
    log.push(`${name} is over`)
    if (name === 'second') throw new Error('no room')
    return name
  }
  const all = [inTurn(work('first', 3)), inTurn(work('second', 1)), inTurn(work('third', 0))]
  assert.deepEqual(await Promise.allSettled(all).then((each) => each.map(({ status }) => status)), ['fulfilled', 'rejected', 'fulfilled'])
  assert.deepEqual(log, ['first', 'second', 'third'].flatMap((name) => [`${name} begins`, `${name} is over`]))
  await assert.rejects(all[1]!, /no room/)
  assert.equal(await all[2], 'third')
})
