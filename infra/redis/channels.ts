import { DomainError } from '../../domain/errors.ts'
import type { RedisConnection } from './connection.ts'

/** The channels that a process wants to hear, whatever happens to the connection meanwhile. */
export interface Channels {
  /** Resolves when the channel is heard; while Redis is away at once, and `renew` makes it heard. */
  open(channel: string): Promise<void>
  shut(channel: string): Promise<void>
  /** After a reconnect. Throws DomainError `unavailable` when the connection broke again. */
  renew(): Promise<void>
  close(): Promise<void>
}

/**
 * Subscriptions to pub/sub channels, counted. The `redis` package subscribes again to what the server had confirmed;
 * what was asked for, or ended, while the connection was down is done by `renew`.
 */
export function createChannels({ connection, onMessage }: {
  readonly connection: RedisConnection
  readonly onMessage: (text: string, channel: string) => void
}): Channels {
  const wanted = new Map<string, { holders: number; live: Promise<void> }>()
  const unconfirmed = new Set<string>()
  const stray = new Set<string>()

  const subscribe = async (channel: string) => {
    unconfirmed.add(channel)
    await connection.call((client) => client.subscribe(channel, onMessage))
    unconfirmed.delete(channel)
  }
  const unsubscribe = async (channel: string) => {
    stray.add(channel)
    await connection.call((client) => client.unsubscribe(channel, onMessage))
    stray.delete(channel)
  }

  return {
    async open(channel) {
      const known = wanted.get(channel)
      if (known) {
        known.holders++
        return known.live
      }
      stray.delete(channel)
      const live = unlessAway(subscribe(channel))
      wanted.set(channel, { holders: 1, live })
      return live
    },
    async shut(channel) {
      const known = wanted.get(channel)
      if (!known || --known.holders > 0) return
      wanted.delete(channel)
      unconfirmed.delete(channel)
      await unlessAway(unsubscribe(channel))
    },
    async renew() {
      await Promise.all([
        ...[...unconfirmed].filter((channel) => wanted.has(channel)).map(subscribe),
        ...[...stray].filter((channel) => !wanted.has(channel)).map(unsubscribe),
      ])
    },
    async close() {
      const open = [...wanted.keys()]
      wanted.clear()
      unconfirmed.clear()
      await Promise.all(open.map((channel) => unlessAway(unsubscribe(channel))))
    },
  }
}

async function unlessAway(work: Promise<void>): Promise<void> {
  try {
    await work
  } catch (error) {
    if (!(error instanceof DomainError && error.code === 'unavailable')) throw error
  }
}
