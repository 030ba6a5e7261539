import { DomainError } from '../../domain/errors.ts'
import type { Log } from '../log.ts'
import { createChannels } from '../redis/channels.ts'
import type { Redis } from '../redis/open_redis.ts'
import type { Bus } from './bus.ts'
import { createMemoryBus } from './memory.ts'
import { createRecent } from './recent.ts'

const TOPIC = 'parley:bus:topic:'
/** Whoever was cut off says here for how long, and the others send their durable events of that time again. */
const BACK = 'parley:bus:back'
/** Pub/sub may lose what it took shortly before the loss was noticed, ms. */
const MARGIN_MS = 5_000
/** Requests that come together are answered once, ms. */
const GATHER_MS = 100
const SEEN_MAX = 20_000

interface Message<E> {
  /** The bus that published it: it has given the event to its own subscribers already. */
  readonly from: string
  /** Of durable events only: its number, unique within `from`. */
  readonly durable?: number
  readonly event: E
}

interface Back {
  readonly from: string
  readonly awayMs: number
}

export interface RedisBusOptions {
  readonly redis: Redis
  readonly log: Log
  /** Bounds of the durable events that are kept for others. */
  readonly keptMax?: number
  readonly keptBytesMax?: number
}

/**
 * A bus between processes over Redis pub/sub. Subscribers in this process get every event at once, with Redis or without.
 * Durable events reach the other processes at least once across outages, within the bounds; what they have seen already
 * is not delivered again.
 */
export function createRedisBus<E>({ redis, log, keptMax = 5_000, keptBytesMax = 16 * 1024 * 1024 }: RedisBusOptions): Bus<E> {
  const from = crypto.randomUUID()
  const local = createMemoryBus<E>({ log })
  const recent = createRecent({ countMax: keptMax, bytesMax: keptBytesMax })
  const seen = new Set<string>()
  let published = 0
  let closed = false
  /** Since when others may have missed our events, and we theirs, until both were told; null when nothing is owed. */
  let owedSinceMs: number | null = null
  let askedSinceMs: number | null = null
  let gathering: ReturnType<typeof setTimeout> | undefined

  const refuseWhenClosed = (action: string, topic: string) => {
    if (closed) throw new DomainError('unavailable', `Cannot ${action} "${topic}": the bus is closed`)
  }
  const send = (channel: string, text: string) => redis.commands.call((client) => client.publish(channel, text))

  const hear = (text: string, channel: string) => {
    if (closed) return
    try {
      if (channel === BACK) sendAgainTo(JSON.parse(text) as Back)
      else receive(channel.slice(TOPIC.length), JSON.parse(text) as Message<E>)
    } catch (error) {
      log.error('bus-message-unreadable', { channel, error })
    }
  }
  const receive = (topic: string, message: Message<E>) => {
    if (message.from === from) return
    if (message.durable !== undefined && !firstTime(seen, `${message.from}:${message.durable}`)) return
    void local.publish(topic, message.event)
  }
  const sendAgainTo = (back: Back) => {
    if (back.from === from) return
    askedSinceMs = Math.min(askedSinceMs ?? Infinity, Date.now() - back.awayMs)
    gathering ??= setTimeout(() => {
      gathering = undefined
      const sinceMs = askedSinceMs!
      askedSinceMs = null
      // Failing means that Redis is away again, and its return settles what is owed.
      void sendAgain(sinceMs).catch((error: unknown) => log.debug('bus-not-sent-again', { error }))
    }, GATHER_MS)
  }
  const sendAgain = async (sinceMs: number) => {
    const events = recent.since(sinceMs - MARGIN_MS)
    await Promise.all(events.map(({ channel, text }) => send(channel, text)))
    return events.length
  }

  /** Whoever comes back last asks the others, and tells what they missed: in any order of returns everyone hears it. */
  const settle = async (sinceMs: number) => {
    owedSinceMs = Math.min(owedSinceMs ?? Infinity, sinceMs)
    const owed = owedSinceMs
    await channels.renew()
    await send(BACK, JSON.stringify({ from, awayMs: Date.now() - owed } satisfies Back))
    const again = await sendAgain(owed)
    if (owedSinceMs === owed) owedSinceMs = null
    const dropped = recent.takeDropped()
    log[dropped > 0 ? 'warn' : 'info']('bus-sent-again', { again, dropped })
  }

  const channels = createChannels({ connection: redis.subscriptions, onMessage: hear })
  const listening = channels.open(BACK)
  const stopSettling = redis.onReconnected(({ sinceMs }) => {
    settle(sinceMs).catch((error: unknown) => log.debug('bus-not-settled', { error }))
  })

  return {
    async publish(topic, event, { durable = false } = {}) {
      refuseWhenClosed('publish to', topic)
      const channel = TOPIC + topic
      const text = JSON.stringify({ from, ...(durable ? { durable: ++published } : {}), event } satisfies Message<E>)
      if (durable) recent.keep({ channel, text }, owedSinceMs ?? redis.awaySinceMs)
      const sent = send(channel, text).catch((error: unknown) => {
        const away = error instanceof DomainError && error.code === 'unavailable'
        log[away ? 'debug' : 'error']('bus-event-not-sent', { topic, durable, error })
      })
      await local.publish(topic, event)
      await sent
    },
    async subscribe(topic, listener) {
      refuseWhenClosed('subscribe to', topic)
      const end = await local.subscribe(topic, listener)
      await Promise.all([listening, channels.open(TOPIC + topic)])
      let ended = false
      return async () => {
        await end()
        if (ended || closed) return
        ended = true
        await channels.shut(TOPIC + topic)
      }
    },
    async close() {
      if (closed) return
      closed = true
      stopSettling()
      clearTimeout(gathering)
      await local.close()
      await channels.close()
    },
  }
}

/** Whether `id` is new; the oldest ids give way at the bound. */
function firstTime(seen: Set<string>, id: string): boolean {
  if (seen.has(id)) return false
  seen.add(id)
  if (seen.size > SEEN_MAX) seen.delete(seen.values().next().value!)
  return true
}
