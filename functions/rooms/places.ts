import { DomainError } from '../../domain/errors.ts'
import type { Clock } from '../../infra/clock.ts'
import type { Log } from '../../infra/log.ts'
import type { MediaNode, Nodes } from './presence/nodes.ts'

/** A node says this often that it lives and which rooms it carries, ms; three misses and its rooms move. */
const REPORT_MS = 5_000
const LAPSE_MS = 3 * REPORT_MS

/** What this process carries, asked anew for each report. */
export interface Carried {
  readonly roomIds: readonly string[]
  readonly workers: number
  readonly consumers: number
  readonly capacity: number
}

export interface PlacesOptions {
  readonly nodes: Nodes
  /** Where other processes reach this one. */
  readonly url: string
  readonly carried: () => Carried
  readonly clock: Clock
  readonly log: Log
}

/** Which node carries a room's media. */
export interface Places {
  /**
   * The other node that carries the room, or null when it is this one. A room that nobody carries goes to the node with the
   * smallest share of its capacity in use, to this one among equals. Throws DomainError `unavailable` while its node is gone.
   */
  find(roomId: string): Promise<MediaNode | null>
  /** Claims the room for a connection that another process sent here. */
  take(roomId: string): Promise<void>
  /** Gives the rooms up. Idempotent. */
  close(): Promise<void>
}

/** Makes this process known as a media node, and keeps it and its rooms so until it is closed. */
export async function openPlaces({ nodes, url, carried, clock, log }: PlacesOptions): Promise<Places> {
  const nodeId = crypto.randomUUID()
  /** What this node has claimed and may still hold. */
  let held = new Set<string>()
  let closed = false
  let cancel = () => {}

  const own = (): MediaNode => {
    const { workers, consumers, capacity } = carried()
    return { nodeId, url, workers, consumers, capacity }
  }
  const report = async () => {
    await nodes.reportNode(own(), LAPSE_MS)
    held = new Set(carried().roomIds)
    await Promise.all([...held].map((roomId) => nodes.claimNode(roomId, nodeId, LAPSE_MS)))
  }
  const reportLater = () => {
    if (closed) return
    cancel = clock.after(REPORT_MS, () => {
      report().catch((error: unknown) => log.error('media-node-not-reported', { error })).finally(reportLater)
    })
  }
  await report()
  reportLater()

  return {
    async find(roomId) {
      const others = (await nodes.listNodes()).filter((node) => node.nodeId !== nodeId)
      const best = others.reduce((least, node) => (usedShare(node) < usedShare(least) ? node : least), own())
      const owner = await nodes.claimNode(roomId, best.nodeId, LAPSE_MS)
      if (owner === nodeId) {
        held.add(roomId)
        return null
      }
      const node = others.find((other) => other.nodeId === owner)
      if (!node) throw new DomainError('unavailable', `Cannot connect to room "${roomId}": its media node is gone, try again in ${LAPSE_MS / 1000} seconds`)
      return node
    },
    async take(roomId) {
      held.add(roomId)
      await nodes.claimNode(roomId, nodeId, LAPSE_MS)
    },
    async close() {
      if (closed) return
      closed = true
      cancel()
      await Promise.all([...held].map((roomId) => nodes.releaseNode(roomId, nodeId)))
      await nodes.reportNode(own(), 1)
    },
  }
}

function usedShare({ consumers, capacity }: MediaNode): number {
  return capacity === 0 ? Infinity : consumers / capacity
}
