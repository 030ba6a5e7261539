import { DomainError } from '../../domain/errors.ts'
import type { Log } from '../log.ts'
import type { Bus } from './bus.ts'

interface Subscription<E> {
  readonly listener: (event: E) => void
}

/**
 * A bus inside one process. `publish` resolves when every listener has seen the event; a listener that throws is
 * logged and harms no other. After `close`, `publish` and `subscribe` throw DomainError `unavailable`.
 */
export function createMemoryBus<E>({ log }: { log: Log }): Bus<E> {
  const topics = new Map<string, Set<Subscription<E>>>()
  // A listener may publish: its event waits for the one at hand, so that all listeners see the same order.
  const pending: { topic: string; event: E }[] = []
  let delivering = false
  let closed = false

  const refuseWhenClosed = (action: string, topic: string) => {
    if (closed) throw new DomainError('unavailable', `Cannot ${action} "${topic}": the bus is closed`)
  }

  const deliver = ({ topic, event }: { topic: string; event: E }) => {
    const subscriptions = topics.get(topic)
    if (!subscriptions) return
    for (const subscription of [...subscriptions]) {
      if (!subscriptions.has(subscription)) continue
      try {
        subscription.listener(event)
      } catch (error) {
        log.error('bus listener failed', { topic, error })
      }
    }
  }

  return {
    async publish(topic, event) {
      refuseWhenClosed('publish to', topic)
      pending.push({ topic, event })
      if (delivering) return
      delivering = true
      for (let next = pending.shift(); next; next = pending.shift()) deliver(next)
      delivering = false
    },
    async subscribe(topic, listener) {
      refuseWhenClosed('subscribe to', topic)
      const subscription = { listener }
      const subscriptions = topics.get(topic) ?? new Set<Subscription<E>>()
      topics.set(topic, subscriptions.add(subscription))
      return async () => {
        subscriptions.delete(subscription)
        // The set may have been replaced by a later one after it ran empty.
        if (subscriptions.size === 0 && topics.get(topic) === subscriptions) topics.delete(topic)
      }
    },
    async close() {
      closed = true
      topics.clear()
      pending.length = 0
    },
  }
}
