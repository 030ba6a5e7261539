import { Buffer } from 'node:buffer'
import { RESP_TYPES } from 'redis'
import type { Redis } from '../redis/open_redis.ts'
import { decodeValue, encodeValue } from './_codec.ts'
import type { ScriptName } from './_scripts.ts'
import { SCRIPTS } from './_scripts.ts'
import { levelOf } from './_turns.ts'
import type { QueueItem, QueueStats } from './queue.ts'

/** Redis answers within a few milliseconds; a caption does not wait long to find out that it is gone, ms. */
const DEADLINE_MS = 2_000

export type ItemState = 'unknown' | 'waiting' | 'running' | 'done' | 'failed'
export type Settled = 'done' | 'failed'

/** An item that a worker holds the lease of. */
export interface Taken<T> {
  readonly item: QueueItem<T>
  /** Of this run alone: whoever takes the item over has another one. */
  readonly run: string
  readonly owner: string
  readonly level: string
  /** Id of its lane's token in the stream. */
  readonly entry: string
  readonly attempt: number
  readonly queuedMs: number
  /** Its workers died as often as it may be tried: it counts as failed, and nothing is to be done. */
  readonly exhausted: boolean
}

export interface Run {
  readonly id: string
  readonly run: string
}

/** The queue's scripts in Redis. Every method throws DomainError `unavailable` while Redis is away. */
export function createLanes<T>({ redis, prefix }: { redis: Redis; prefix: string }) {
  const send = (args: readonly (string | Buffer)[]) =>
    redis.commands.call((client) => client.sendCommand<unknown>(args, { typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer } }), { deadlineMs: DEADLINE_MS })
  const script = (name: ScriptName, args: readonly (string | Buffer)[]) => send(['EVALSHA', SCRIPTS[name].sha, '1', prefix, ...args])

  let life = ''

  return {
    /** After every loss of Redis or of its memory, before anything else. */
    async load(): Promise<void> {
      await Promise.all(Object.values(SCRIPTS).map(({ source }) => send(['SCRIPT', 'LOAD', source])))
      life = String(await script('live', [crypto.randomUUID()]))
    },
    /**
     * `beyond`: queued beyond the bound. Other outcomes are the state in which the id is known. Throws as well when Redis has lost
     * its memory since `load`.
     */
    async push(item: QueueItem<T>, { owner, lengthMax }: { owner: string; lengthMax: number }) {
      const { id, lane, priority, sheddable, supersedes, precedence, value } = item
      const level = levelOf(priority)
      const [outcome, ...dropped] = strings(await script('push', [
        life, id, lane, String(level), sheddable ? '1' : '0', supersedes ?? '', String(precedence), owner, String(lengthMax), encodeValue(value),
      ]))
      return { outcome: outcome as 'queued' | 'beyond' | 'shed' | ItemState, dropped }
    },
    async take({ worker, leaseMs, attemptsMax }: { worker: string; leaseMs: number; attemptsMax: number }): Promise<Taken<T> | null> {
      const run = crypto.randomUUID()
      const reply = await script('take', [worker, String(leaseMs), String(attemptsMax), run])
      return reply === null ? null : toTaken(reply as Buffer[], run)
    },
    /** @param outcome.run empty for an item that was handled without Redis. @returns whether it decided anything */
    async finish({ id, run }: Run, { owner, outcome, text }: { owner: string; outcome: Settled; text: string }): Promise<boolean> {
      return (await script('finish', [id, run, owner, outcome, text])) === 1
    },
    async retry({ id, run }: Run, { delayMs, counts }: { delayMs: number; counts: boolean }): Promise<void> {
      await script('retry', [id, run, String(delayMs), counts ? '1' : '0'])
    },
    /** @returns ids whose lease is another one's */
    async renew(worker: string, taken: readonly Taken<T>[]): Promise<string[]> {
      return strings(await script('renew', [worker, ...taken.flatMap(({ item, run, level, entry }) => [item.id, run, level, entry])]))
    },
    async ask(ids: readonly string[]): Promise<ItemState[]> {
      return strings(await script('ask', ids)) as ItemState[]
    },
    async withdraw(ids: readonly string[]): Promise<void> {
      await script('withdraw', ids)
    },
    async stats(): Promise<QueueStats> {
      const [waiting = 0, running = 0, shed = 0, oldestMs = 0] = (await script('stats', [])) as number[]
      return { waiting, running, shed, oldestMs: Math.max(0, oldestMs) }
    },
    async leave(worker: string): Promise<void> {
      await script('leave', [worker])
    },
  }
}

export type Lanes<T> = ReturnType<typeof createLanes<T>>

function toTaken<T>(reply: readonly Buffer[], run: string): Taken<T> {
  const [outcome, id, lane, level, entry, attempt, queuedMs, owner, sheddable, supersedes, precedence] = reply.slice(0, -1).map(String) as [
    string, string, string, string, string, string, string, string, string, string, string,
  ]
  const item: QueueItem<T> = {
    id, lane, priority: Number(level), sheddable: sheddable === '1', supersedes: supersedes === '' ? null : supersedes, precedence: Number(precedence),
    value: decodeValue(reply.at(-1)!) as T,
  }
  return { item, run, owner, level, entry, attempt: Number(attempt), queuedMs: Math.max(0, Number(queuedMs)), exhausted: outcome === 'failed' }
}

function strings(reply: unknown): string[] {
  return (reply as unknown[]).map(String)
}
