import { test } from 'node:test'
import assert from 'node:assert/strict'
import { createBatches } from './batch.ts'

/** Batches at work wait until they are let go, in their order. */
function open({ size = 4, least = 2, fails = () => false }: { size?: number; least?: number; fails?: (texts: readonly string[]) => boolean } = {}) {
  const batches: string[][] = []
  const gates: (() => void)[] = []
  const { run } = createBatches({ size, least, async work(key, texts) {
    batches.push([...texts])
    await new Promise<void>((resolve) => gates.push(resolve))
    if (fails(texts)) throw new Error(`cannot do ${texts.join()}`)
    return texts.map((text) => `${key}:${text}`)
  } })
  const letGo = async () => {
    while (gates.length === 0) await Promise.resolve()
    gates.shift()!()
  }
  return { run, batches, letGo }
}

test('a text that nothing stands before starts at once, those that come meanwhile go together', async () => {
  const { run, batches, letGo } = open()
  const first = run('en-pt', 'a')
  await Promise.resolve()
  await Promise.resolve()
  assert.deepEqual(batches, [['a']])
  const others = ['b', 'c', 'd', 'e', 'f'].map((text) => run('en-pt', text))
  for (let batch = 0; batch < 3; batch++) await letGo()
  assert.equal(await first, 'en-pt:a')
  assert.deepEqual(await Promise.all(others), ['b', 'c', 'd', 'e', 'f'].map((text) => `en-pt:${text}`))
  assert.deepEqual(batches, [['a'], ['b', 'c', 'd', 'e'], ['f']])
})

test('only texts of one direction go together, the longest waiting first, and what is said live before the background', async () => {
  const { run, batches, letGo } = open()
  const done = [run('en-pt', 'a', { background: true }), run('en-pt', 'b', { background: true }), run('en-pt', 'c'), run('pt-en', 'd'), run('en-pt', 'e')]
  for (let batch = 0; batch < 4; batch++) await letGo()
  await Promise.all(done)
  assert.deepEqual(batches, [['c', 'e'], ['d'], ['a'], ['b']])
})

test('who gives up hears so at once and is not worked for; the others are served', async () => {
  const { run, batches, letGo } = open()
  const leaving = new AbortController()
  const stays = run('en-pt', 'a')
  const left = run('en-pt', 'b', { signal: leaving.signal })
  await Promise.resolve()
  const leftWaiting = run('en-pt', 'c', { signal: leaving.signal })
  leaving.abort(new Error('gone'))
  await assert.rejects(left, /gone/)
  await assert.rejects(leftWaiting, /gone/)
  await assert.rejects(run('en-pt', 'd', { signal: leaving.signal }), /gone/)
  await letGo()
  assert.equal(await stays, 'en-pt:a')
  assert.deepEqual(batches.flat().filter((text) => text === 'c' || text === 'd'), [])
})

test('few that wait go one by one where only many are worth it', async () => {
  const { run, batches, letGo } = open({ least: 4 })
  const done = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((text) => run('en-pt', text))
  for (let batch = 0; batch < 4; batch++) await letGo()
  await Promise.all(done)
  assert.deepEqual(batches, [['a', 'b', 'c', 'd'], ['e'], ['f'], ['g']])
})

test('work that nobody waits for any more is called off', async () => {
  const leaving = new AbortController()
  const { run } = createBatches({ size: 4, work: (_key, _texts, signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))) })
  const left = ['a', 'b'].map((text) => run('en-pt', text, { signal: leaving.signal }))
  await Promise.resolve()
  leaving.abort(new Error('gone'))
  for (const one of left) await assert.rejects(one, /gone/)
})

test('a text that an engine cannot do fails alone, not its neighbours', async () => {
  const { run, batches, letGo } = open({ fails: (texts) => texts.includes('bad') })
  const done = Promise.allSettled([run('en-pt', 'a'), run('en-pt', 'bad'), run('en-pt', 'c')])
  for (let batch = 0; batch < 4; batch++) await letGo()
  assert.deepEqual((await done).map(({ status }) => status), ['fulfilled', 'rejected', 'fulfilled'])
  assert.deepEqual(batches, [['a', 'bad', 'c'], ['a'], ['bad'], ['c']])
})
