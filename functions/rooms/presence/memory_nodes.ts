import type { Clock } from '../../../infra/clock.ts'
import { systemClock } from '../../../infra/clock.ts'
import type { MediaNode, Nodes } from './nodes.ts'

interface Lapsing<T> {
  readonly value: T
  readonly untilMs: number
}

/** What is known about nodes at a time, in this process. */
export interface MemoryNodes extends Nodes {
  owners(atMs: number): readonly (readonly [roomId: string, Lapsing<string>])[]
  nodes(atMs: number): readonly Lapsing<MediaNode>[]
  ownerOf(roomId: string, atMs: number): string | null
  setOwner(roomId: string, nodeId: string, ttlMs: number): void
}

/** Nodes as this process knows them. Beyond `roomsMax` the room that was claimed least lately is forgotten. */
export function createMemoryNodes({ roomsMax = 10_000, clock = systemClock }: { roomsMax?: number; clock?: Clock } = {}): MemoryNodes {
  // A Map keeps the order of insertion: the first room is the one claimed least lately.
  const rooms = new Map<string, Lapsing<string>>()
  const known = new Map<string, Lapsing<MediaNode>>()

  const setOwner = (roomId: string, nodeId: string, ttlMs: number) => {
    rooms.delete(roomId)
    rooms.set(roomId, { value: nodeId, untilMs: clock.now() + ttlMs })
    if (rooms.size > roomsMax) rooms.delete(rooms.keys().next().value!)
  }
  const ownerOf = (roomId: string, atMs: number) => {
    const owner = rooms.get(roomId)
    return owner && owner.untilMs > atMs ? owner.value : null
  }
  return {
    ownerOf,
    setOwner,
    owners: (atMs) => [...rooms].filter(([, { untilMs }]) => untilMs > atMs),
    nodes: (atMs) => [...known.values()].filter(({ untilMs }) => untilMs > atMs),
    async claimNode(roomId, nodeId, ttlMs) {
      const owner = ownerOf(roomId, clock.now()) ?? nodeId
      if (owner === nodeId) setOwner(roomId, nodeId, ttlMs)
      return owner
    },
    async releaseNode(roomId, nodeId) {
      if (rooms.get(roomId)?.value === nodeId) rooms.delete(roomId)
    },
    async reportNode(node, ttlMs) {
      for (const [nodeId, { untilMs }] of known) if (untilMs <= clock.now()) known.delete(nodeId)
      known.set(node.nodeId, { value: node, untilMs: clock.now() + ttlMs })
    },
    async listNodes() {
      return byId([...known.values()].filter(({ untilMs }) => untilMs > clock.now()).map(({ value }) => value))
    },
    async close() {
      rooms.clear()
      known.clear()
    },
  }
}

export function byId(nodes: readonly MediaNode[]): MediaNode[] {
  return [...nodes].sort((a, b) => (a.nodeId < b.nodeId ? -1 : 1))
}
