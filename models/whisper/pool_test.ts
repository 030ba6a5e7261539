import { test } from 'node:test'
import assert from 'node:assert/strict'
import { DomainError } from '../../domain/errors.ts'
import { silentLog } from '../../infra/log.ts'
import type { Thread } from '../runtime/thread.ts'
import { startPool } from './pool.ts'

/** Threads that answer with their number, each when told to. */
function scriptedThreads({ warm = async () => {} }: { warm?: () => Promise<void> } = {}) {
  const threads: { alive: boolean; closed: boolean; asked: string[]; answer(): void; fail(error: Error): void }[] = []
  const start = (): Thread => {
    const waiting: { resolve(value: unknown): void; reject(error: unknown): void }[] = []
    const thread = {
      alive: true,
      closed: false,
      asked: [] as string[],
      answer: () => waiting.shift()?.resolve(number),
      fail: (error: Error) => waiting.shift()?.reject(error),
    }
    const number = threads.push(thread)
    return {
      get alive() {
        return thread.alive
      },
      call<T>(method: string) {
        if (method === 'warm') return warm() as Promise<T>
        thread.asked.push(method)
        return new Promise<unknown>((resolve, reject) => waiting.push({ resolve, reject })) as Promise<T>
      },
      async close() {
        thread.closed = true
      },
    }
  }
  return { threads, start }
}

test('a call goes to the thread with the least to do', async () => {
  const { threads, start } = scriptedThreads()
  const pool = await startPool({ name: 'm', copies: 2, start, log: silentLog })
  const calls = [pool.call('a', 0), pool.call('b', 0)]
  assert.deepEqual(threads.map(({ asked }) => asked), [['a'], ['b']])
  threads[1]!.answer()
  assert.equal(await calls[1], 2)
  const third = pool.call('c', 0)
  assert.deepEqual(threads.map(({ asked }) => asked), [['a'], ['b', 'c']])
  threads[0]!.answer()
  threads[1]!.answer()
  assert.deepEqual(await Promise.all([calls[0], third]), [1, 2])
})

test('a thread that died fails its call, and the next call has a new one', async () => {
  const { threads, start } = scriptedThreads()
  const pool = await startPool({ name: 'm', copies: 1, start, log: silentLog })
  const lost = pool.call('a', 0)
  threads[0]!.alive = false
  threads[0]!.fail(new DomainError('model-unavailable', 'The thread "m" has stopped'))
  await assert.rejects(lost, { code: 'model-unavailable' })
  const next = pool.call('b', 0)
  threads[1]!.answer()
  assert.equal(await next, 2)
})

test('a model that does not warm up fails at once and leaves no thread behind', async () => {
  const { threads, start } = scriptedThreads({ warm: () => Promise.reject(new DomainError('model-unavailable', 'no weights')) })
  await assert.rejects(startPool({ name: 'm', copies: 2, start, log: silentLog }), { message: 'no weights' })
  assert.deepEqual(threads.map(({ closed }) => closed), [true, true])
})

test('a closed pool answers nobody', async () => {
  const { threads, start } = scriptedThreads()
  const pool = await startPool({ name: 'm', copies: 1, start, log: silentLog })
  await pool.close()
  await pool.close()
  assert.equal(threads[0]!.closed, true)
  await assert.rejects(pool.call('a', 0), { code: 'model-unavailable' })
})
