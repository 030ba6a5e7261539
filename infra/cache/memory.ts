import type { Clock } from '../clock.ts'
import { systemClock } from '../clock.ts'
import type { Cache } from './cache.ts'

/** What an entry costs beyond its characters, bytes. */
const ENTRY_OVERHEAD = 100
const DEFAULT_BYTES_MAX = 32 * 1024 * 1024

interface Entry {
  readonly value: string
  readonly untilMs: number
  readonly bytes: number
}

export interface MemoryCache extends Cache {
  /** What the entries hold now, bytes. */
  readonly bytes: number
}

/** In this process: the least recently used entries give way at the byte bound. */
export function createMemoryCache({ bytesMax = DEFAULT_BYTES_MAX, clock = systemClock }: { bytesMax?: number; clock?: Clock } = {}): MemoryCache {
  // A Map keeps the order of insertion: the first entry is the least recently used one.
  const entries = new Map<string, Entry>()
  let bytes = 0

  const remove = (key: string) => {
    bytes -= entries.get(key)?.bytes ?? 0
    entries.delete(key)
  }

  return {
    get bytes() {
      return bytes
    },
    async get(key) {
      const entry = entries.get(key)
      if (!entry) return null
      if (entry.untilMs <= clock.now()) {
        remove(key)
        return null
      }
      entries.delete(key)
      entries.set(key, entry)
      return entry.value
    },
    async set(key, value, { ttlMs }) {
      remove(key)
      const entry = { value, untilMs: clock.now() + ttlMs, bytes: 2 * (key.length + value.length) + ENTRY_OVERHEAD }
      if (entry.bytes > bytesMax) return
      entries.set(key, entry)
      bytes += entry.bytes
      for (const oldest of entries.keys()) {
        if (bytes <= bytesMax) break
        remove(oldest)
      }
    },
    async close() {
      entries.clear()
      bytes = 0
    },
  }
}
