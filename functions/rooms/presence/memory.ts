import type { Participant } from '../../../domain/room.ts'
import type { Clock } from '../../../infra/clock.ts'
import { systemClock } from '../../../infra/clock.ts'
import type { Presence } from './presence.ts'
import { holdsPlace } from './presence.ts'

/** Someone who is gone may come back for this long without joining again, ms. */
export const MEMBER_MS = 12 * 3_600_000

interface Kept {
  readonly participant: Participant
  readonly presentUntilMs: number
  readonly keptUntilMs: number
}

/**
 * Presence in this process. Nobody lapses unless `presentMs` says so: the process that would have to renew them is this one.
 * Beyond `roomsMax` rooms the one that was used least lately and has nobody present gives way.
 */
export function createMemoryPresence({ presentMs = Infinity, roomsMax = 10_000, clock = systemClock }: {
  presentMs?: number; roomsMax?: number; clock?: Clock
} = {}): Presence {
  // A Map keeps the order of insertion: the first room is the one used least lately.
  const rooms = new Map<string, Map<string, Kept>>()

  const read = (kept: Kept | undefined): Participant | null => {
    if (!kept || kept.keptUntilMs <= clock.now()) return null
    return kept.participant.present && kept.presentUntilMs <= clock.now() ? { ...kept.participant, present: false } : kept.participant
  }
  const inOrder = (roomId: string) =>
    [...(rooms.get(roomId)?.values() ?? [])].map(read).filter((participant) => participant !== null).sort((a, b) => a.joinedAtMs - b.joinedAtMs)
  const evict = () => {
    for (const roomId of rooms.keys()) {
      if (inOrder(roomId).some(({ present }) => present)) continue
      rooms.delete(roomId)
      return
    }
  }
  const keep = (participant: Participant, presentUntilMs: number) => {
    const { roomId, peerId } = participant
    const people = rooms.get(roomId) ?? new Map<string, Kept>()
    for (const [id, kept] of people) if (!read(kept)) people.delete(id)
    people.set(peerId, { participant, presentUntilMs, keptUntilMs: clock.now() + MEMBER_MS })
    rooms.delete(roomId)
    if (rooms.size >= roomsMax) evict()
    rooms.set(roomId, people)
  }

  return {
    async put(participant) {
      keep(participant, clock.now() + presentMs)
    },
    async find(roomId, peerId) {
      return read(rooms.get(roomId)?.get(peerId))
    },
    async remove(roomId, peerId) {
      const people = rooms.get(roomId)
      people?.delete(peerId)
      if (people?.size === 0) rooms.delete(roomId)
    },
    async list(roomId) {
      return inOrder(roomId)
    },
    async admit(participant, { peopleMax, nowMs, connectingMs }) {
      const others = inOrder(participant.roomId).filter(({ peerId }) => peerId !== participant.peerId)
      const taken = others.filter((other) => holdsPlace(other, { nowMs, connectingMs })).length
      if (peopleMax !== null && taken >= peopleMax) return { admitted: false, taken }
      keep(participant, clock.now() + presentMs)
      return { admitted: true, taken }
    },
    async renew(roomId, peerIds, ttlMs) {
      for (const peerId of peerIds) {
        const kept = rooms.get(roomId)?.get(peerId)
        if (kept && read(kept)) keep(kept.participant, Math.max(kept.presentUntilMs, clock.now() + ttlMs))
      }
    },
    async close() {
      rooms.clear()
    },
  }
}
