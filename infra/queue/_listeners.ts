import type { Log } from '../log.ts'
import type { QueueItem } from './queue.ts'

/** Who wants to hear of items. A listener that throws is logged and harms nobody. */
export function createListeners<T, Rest extends readonly unknown[] = []>({ log, event }: { log: Log; event: string }) {
  type Listener = (item: QueueItem<T>, ...rest: Rest) => void
  const listeners = new Set<Listener>()
  return {
    add(listener: Listener): () => void {
      // Wrapped, so that a listener given twice is two listeners.
      const own: Listener = (item, ...rest) => listener(item, ...rest)
      listeners.add(own)
      return () => void listeners.delete(own)
    },
    tell(item: QueueItem<T>, ...rest: Rest): void {
      for (const listener of [...listeners]) guarded({ log, event, item }, () => listener(item, ...rest))
    },
  }
}

export function guarded<T>({ log, event, item }: { log: Log; event: string; item: QueueItem<T> }, run: () => void): void {
  try {
    run()
  } catch (error) {
    log.error(event, { itemId: item.id, lane: item.lane, error })
  }
}
