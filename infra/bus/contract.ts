import assert from 'node:assert/strict'
import { after, beforeEach, describe, it } from 'node:test'
import { DomainError } from '../../domain/errors.ts'
import type { Log, LogFields } from '../log.ts'
import { silentLog } from '../log.ts'
import type { Bus } from './bus.ts'

export interface Note {
  readonly text: string
  readonly n: number
}

/**
 * What every bus must do.
 * @param create a fresh bus for every call; two of one run may share a server, so the suite uses topics of its own
 */
export function busContract(name: string, create: (options: { log: Log }) => Promise<Bus<Note>>): void {
  describe(`bus: ${name}`, () => {
    const opened: Bus<Note>[] = []
    const open = async (log: Log = silentLog) => {
      const bus = await create({ log })
      opened.push(bus)
      return bus
    }
    let topic = ''
    beforeEach(() => {
      topic = `room:${crypto.randomUUID()}`
    })
    after(() => Promise.all(opened.map((bus) => bus.close())))

    it('gives every subscriber of a topic every event, whole and in order', async () => {
      const bus = await open()
      const [one, two] = [collect(), collect()]
      await bus.subscribe(topic, one.listener)
      await bus.subscribe(topic, two.listener)
      const sent = Array.from({ length: 50 }, (_, n) => ({ text: `"é\n\u2028" 日本 ${n}`, n }))
      for (const note of sent) await bus.publish(topic, note)
      assert.deepEqual(await one.first(50), sent)
      assert.deepEqual(await two.first(50), sent)
    })

    it('keeps the order of a publisher that does not wait', async () => {
      const bus = await open()
      const seen = collect()
      await bus.subscribe(topic, seen.listener)
      await Promise.all(Array.from({ length: 50 }, (_, n) => bus.publish(topic, { text: '', n })))
      assert.deepEqual((await seen.first(50)).map(({ n }) => n), Array.from({ length: 50 }, (_, n) => n))
    })

    it('keeps topics apart', async () => {
      const bus = await open()
      const [here, there] = [collect(), collect()]
      await bus.subscribe(topic, here.listener)
      await bus.subscribe(`${topic}:b`, there.listener)
      await bus.publish(topic, { text: 'here', n: 1 })
      await bus.publish(`${topic}:b`, { text: 'there', n: 2 })
      assert.deepEqual((await here.first(1)).map(({ text }) => text), ['here'])
      assert.deepEqual((await there.first(1)).map(({ text }) => text), ['there'])
    })

    it('sends nothing from before the subscription and nothing after its end', async () => {
      const bus = await open()
      const [brief, witness] = [collect(), collect()]
      await bus.publish(topic, { text: 'before', n: 0 })
      await bus.subscribe(topic, witness.listener)
      const end = await bus.subscribe(topic, brief.listener)
      await bus.publish(topic, { text: 'during', n: 1 })
      await brief.first(1)
      await end()
      await end()
      await bus.publish(topic, { text: 'after', n: 2 })
      await witness.first(2)
      assert.deepEqual(brief.seen().map(({ text }) => text), ['during'])
    })

    it('lets the same listener subscribe twice, and ends one of them only', async () => {
      const bus = await open()
      const seen = collect()
      const end = await bus.subscribe(topic, seen.listener)
      await bus.subscribe(topic, seen.listener)
      await bus.publish(topic, { text: 'twice', n: 1 })
      await seen.first(2)
      await end()
      await bus.publish(topic, { text: 'once', n: 2 })
      await bus.publish(topic, { text: 'last', n: 3 })
      assert.deepEqual((await seen.first(4)).map(({ n }) => n), [1, 1, 2, 3])
    })

    it('logs a listener that throws, and the others hear the event', async () => {
      const errors = collect<string>()
      const bus = await open({
        ...silentLog,
        error: (event: string, fields?: LogFields) => errors.listener(`${event}: ${String(fields?.['error'])}`),
      })
      const seen = collect()
      await bus.subscribe(topic, () => {
        throw new Error('listener broke')
      })
      await bus.subscribe(topic, seen.listener)
      await bus.publish(topic, { text: 'still here', n: 1 })
      await bus.publish(topic, { text: 'and here', n: 2 })
      assert.equal((await seen.first(2)).length, 2)
      assert.match((await errors.first(1))[0] ?? '', /listener broke/)
    })

    it('lets a listener publish, in the same order for everyone', async () => {
      const bus = await open()
      const seen = collect()
      await bus.subscribe(topic, (note) => {
        if (note.n < 3) void bus.publish(topic, { text: 'answer', n: note.n + 1 })
      })
      await bus.subscribe(topic, seen.listener)
      await bus.publish(topic, { text: 'question', n: 1 })
      assert.deepEqual((await seen.first(3)).map(({ n }) => n), [1, 2, 3])
    })

    it('gives a durable event to each subscriber once', async () => {
      const bus = await open()
      const seen = collect()
      await bus.subscribe(topic, seen.listener)
      await bus.publish(topic, { text: 'final', n: 1 }, { durable: true })
      await bus.publish(topic, { text: 'interim', n: 2 }, { durable: false })
      await bus.publish(topic, { text: 'final', n: 3 }, { durable: true })
      assert.deepEqual((await seen.first(3)).map(({ n }) => n), [1, 2, 3])
      assert.equal(seen.seen().length, 3)
    })

    it('refuses after close, which may be called twice', async () => {
      const bus = await open()
      await bus.close()
      await bus.close()
      const unavailable = (error: unknown) => error instanceof DomainError && error.code === 'unavailable'
      await assert.rejects(bus.publish(topic, { text: '', n: 0 }), unavailable)
      await assert.rejects(bus.subscribe(topic, () => {}), unavailable)
    })
  })
}

/** Keeps what a listener gets; `first(count)` resolves when that many have come, `until(met)` when all of them satisfy it. */
export function collect<E = Note>() {
  const seen: E[] = []
  const waiting: { count: number; resolve: (seen: E[]) => void }[] = []
  const conditions: { met: (seen: readonly E[]) => boolean; resolve: (seen: E[]) => void }[] = []
  return {
    listener(event: E) {
      seen.push(event)
      for (const { count, resolve } of waiting) if (seen.length >= count) resolve(seen.slice(0, count))
      for (const { met, resolve } of conditions) if (met(seen)) resolve([...seen])
    },
    until: (met: (seen: readonly E[]) => boolean) =>
      new Promise<E[]>((resolve) => {
        if (met(seen)) resolve([...seen])
        else conditions.push({ met, resolve })
      }),
    first: (count: number) =>
      new Promise<E[]>((resolve) => {
        if (seen.length >= count) resolve(seen.slice(0, count))
        else waiting.push({ count, resolve })
      }),
    seen: () => [...seen],
  }
}
