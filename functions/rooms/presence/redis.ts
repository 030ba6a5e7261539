import { DomainError } from '../../../domain/errors.ts'
import type { Participant } from '../../../domain/room.ts'
import type { Log } from '../../../infra/log.ts'
import type { RedisClient } from '../../../infra/redis/connection.ts'
import type { Redis } from '../../../infra/redis/open_redis.ts'
import type { Entry } from './_mirror.ts'
import { createMirror, readAnswer } from './_mirror.ts'
import { admitScript, listScript, renewScript, writeScript } from './_scripts.ts'
import { MEMBER_MS } from './memory.ts'
import type { Presence } from './presence.ts'
import { CONNECTING_MS, holdsPlace, PRESENT_MS } from './presence.ts'

const ROOM = 'parley:presence:room:'

/**
 * Presence shared by all processes. What this process wrote or read is mirrored: while Redis is away people in a meeting are found,
 * and once it is back, however empty, each process tells what it knows; of two states of someone the newer one stands.
 */
export function createRedisPresence({ redis, log, presentMs = PRESENT_MS }: { redis: Redis; log: Log; presentMs?: number }): Presence {
  const mirror = createMirror()
  /** False from the moment that Redis is back until it was told what this process knows. */
  let settled = true

  const ask = async (run: (client: RedisClient) => Promise<unknown>): Promise<readonly unknown[] | null> => {
    try {
      return (await redis.commands.call(run)) as readonly unknown[]
    } catch (error) {
      const away = error instanceof DomainError && error.code === 'unavailable'
      if (!away) log.error('presence-failed', { error })
      return null
    }
  }
  const mirrored = () => redis.awaySinceMs !== null || !settled

  const read = (entry: Entry | undefined): Participant | null => {
    const nowMs = Date.now()
    if (!entry?.participant || entry.keptUntilMs <= nowMs) return null
    // Nobody else could be renewed while Redis was away.
    const atMs = redis.awaySinceMs ?? nowMs
    return { ...entry.participant, present: entry.presentUntilMs > atMs }
  }
  const readAll = (roomId: string) =>
    mirror.entries(roomId).map(([, entry]) => read(entry)).filter((participant) => participant !== null).sort((a, b) => a.joinedAtMs - b.joinedAtMs)

  const toEntry = (roomId: string, peerId: string, participant: Participant | null): Entry => {
    const nowMs = Date.now()
    const revision = Math.max(nowMs, (mirror.get(roomId, peerId)?.revision ?? 0) + 1)
    const presentUntilMs = participant?.present ? nowMs + presentMs : 0
    return { participant, revision, presentUntilMs, keptUntilMs: nowMs + MEMBER_MS, own: true, pending: true }
  }
  const toArgs = (peerId: string, { participant, revision, presentUntilMs }: Entry) => {
    const presentTtl = presentUntilMs === 0 ? 0 : Math.max(1, presentUntilMs - Date.now())
    return [peerId, revision, presentTtl, MEMBER_MS, participant ? Math.trunc(participant.joinedAtMs) : 0, participant ? JSON.stringify(participant) : '']
  }
  /** Takes over what the server says, except where this process has something newer to tell. */
  const absorb = (roomId: string, read: ReadonlyMap<string, Entry>) => {
    for (const [peerId, entry] of read) {
      const known = mirror.get(roomId, peerId)
      if (known?.pending && known.revision > entry.revision) continue
      mirror.set(roomId, peerId, { ...entry, own: known?.own ?? false })
    }
  }
  const write = async (roomId: string, peerId: string, entry: Entry, how: 'put' | 'restore') => {
    mirror.set(roomId, peerId, entry)
    const answer = await ask((client) => writeScript(client, [ROOM + roomId], [...toArgs(peerId, entry), how]))
    if (!answer) return false
    if (mirror.get(roomId, peerId) === entry) mirror.set(roomId, peerId, { ...entry, pending: false })
    absorb(roomId, readAnswer(answer, Date.now()))
    return true
  }
  const readRoom = (roomId: string, answer: readonly unknown[]) => {
    const read = readAnswer(answer, Date.now())
    absorb(roomId, read)
    for (const [peerId, { pending }] of mirror.entries(roomId)) if (!pending && !read.has(peerId)) mirror.delete(roomId, peerId)
  }

  const refresh = async (roomId: string) => {
    const answer = mirrored() ? null : await ask((client) => listScript(client, [ROOM + roomId], []))
    if (answer) readRoom(roomId, answer)
  }

  /** Tells what this process wrote, and who was present in its rooms when Redis went away. */
  const settle = async (sinceMs: number) => {
    settled = false
    const telling = mirror.roomIds().flatMap((roomId) => mirror.entries(roomId).map(([peerId, entry]) => {
      const present = entry.presentUntilMs > sinceMs
      if (entry.keptUntilMs <= Date.now() || !(entry.own || entry.pending || present)) return []
      return write(roomId, peerId, present ? { ...entry, presentUntilMs: Date.now() + presentMs } : entry, 'restore')
    }))
    // When it fails Redis is away again, and its next return settles.
    const told = (await Promise.all(telling)).flat()
    if (!told.every(Boolean)) return
    settled = true
    log.info('presence-told', { people: told.length })
  }
  const stopSettling = redis.onReconnected(({ sinceMs }) => void settle(sinceMs))

  return {
    async put(participant) {
      const { roomId, peerId } = participant
      await write(roomId, peerId, toEntry(roomId, peerId, participant), 'put')
    },
    async find(roomId, peerId) {
      await refresh(roomId)
      return read(mirror.get(roomId, peerId))
    },
    async remove(roomId, peerId) {
      await write(roomId, peerId, toEntry(roomId, peerId, null), 'put')
    },
    async list(roomId) {
      await refresh(roomId)
      return readAll(roomId)
    },
    async admit(participant, { peopleMax, nowMs, connectingMs = CONNECTING_MS }) {
      const { roomId, peerId } = participant
      const entry = toEntry(roomId, peerId, participant)
      const limits = [peopleMax ?? -1, nowMs, connectingMs]
      const answer = mirrored() ? null : await ask((client) => admitScript(client, [ROOM + roomId], [...toArgs(peerId, entry), ...limits]))
      if (answer) {
        const [admitted, taken] = [answer[0] === 1, Number(answer[1])]
        if (admitted) {
          mirror.set(roomId, peerId, { ...entry, pending: false })
          absorb(roomId, readAnswer(answer.slice(2), Date.now()))
        }
        return { admitted, taken }
      }
      const taken = readAll(roomId).filter((other) => other.peerId !== peerId && holdsPlace(other, { nowMs, connectingMs })).length
      if (peopleMax !== null && taken >= peopleMax) return { admitted: false, taken }
      await write(roomId, peerId, entry, 'put')
      return { admitted: true, taken }
    },
    async renew(roomId, peerIds, ttlMs) {
      const mine = peerIds.flatMap((peerId) => {
        const entry = mirror.get(roomId, peerId)
        if (!entry?.participant) return []
        const presentUntilMs = entry.presentUntilMs === 0 ? 0 : Math.max(entry.presentUntilMs, Date.now() + ttlMs)
        const renewed = { ...entry, own: true, presentUntilMs, keptUntilMs: Date.now() + MEMBER_MS }
        mirror.set(roomId, peerId, renewed)
        return [[peerId, renewed] as const]
      })
      if (mirrored()) return
      const answer = await ask((client) => renewScript(client, [ROOM + roomId], [ttlMs, MEMBER_MS, ...peerIds]))
      if (!answer) return
      readRoom(roomId, answer)
      // Whom the server has forgotten, or never heard of, is told again.
      for (const [peerId, entry] of mine) if (entry.pending || !mirror.get(roomId, peerId)) await write(roomId, peerId, entry, 'restore')
    },
    async close() {
      stopSettling()
      mirror.clear()
    },
  }
}
