import type { RoomEvent } from '../../domain/events.ts'
import { roomTopic } from '../../domain/events.ts'
import type { Bus } from '../../infra/bus/bus.ts'
import type { Clock } from '../../infra/clock.ts'
import type { Log } from '../../infra/log.ts'
import type { HubRender, RoomHub } from './room_hub.ts'
import { createRoomHub } from './room_hub.ts'

/** How long a room's captions are kept for pages that may come back, once the last page has gone. */
const KEEP_MS = 10 * 60_000

interface Entry {
  readonly hub: Promise<RoomHub>
  readonly unsubscribe: Promise<() => Promise<void>>
  cancel: () => void
}

export interface HubsOptions {
  readonly bus: Bus<RoomEvent>
  readonly render: HubRender
  readonly clock: Clock
  readonly log: Log
}

/** The hubs of the rooms that have pages on this edge. */
export interface Hubs {
  /** The room's hub, live: what is published from now on reaches its pages and its log. */
  open(roomId: string): Promise<RoomHub>
  close(): Promise<void>
}

export function createHubs({ bus, render, clock, log }: HubsOptions): Hubs {
  const entries = new Map<string, Entry>()

  const forget = async (roomId: string, { hub, unsubscribe }: Entry) => {
    entries.delete(roomId)
    const end = await unsubscribe
    await end()
    const closing = await hub
    closing.close()
  }
  const watch = (roomId: string, entry: Entry) => {
    entry.cancel()
    entry.cancel = clock.after(KEEP_MS, () => {
      const check = entry.hub.then((hub) => (hub.connections === 0 ? forget(roomId, entry) : watch(roomId, entry)))
      check.catch((error: unknown) => log.error('hub-not-forgotten', { roomId, error }))
    })
  }

  return {
    async open(roomId) {
      const known = entries.get(roomId)
      if (known) return known.hub
      const room = createRoomHub({ render, onFailed: (error) => log.error('hub-page-failed', { roomId, error }) })
      const unsubscribe = bus.subscribe(roomTopic(roomId), (event) => room.receive(event))
      const entry: Entry = { hub: unsubscribe.then(() => room), unsubscribe, cancel: () => {} }
      entries.set(roomId, entry)
      entry.hub.then(() => watch(roomId, entry), () => entries.delete(roomId))
      return entry.hub
    },
    async close() {
      await Promise.all([...entries].map(([roomId, entry]) => {
        entry.cancel()
        return forget(roomId, entry)
      }))
    },
  }
}
