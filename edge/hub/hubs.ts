import type { RoomEvent } from '../../domain/events.ts'
import { roomTopic } from '../../domain/events.ts'
import type { LanguageNews } from '../../domain/language_state.ts'
import type { Participant } from '../../domain/room.ts'
import type { Bus } from '../../infra/bus/bus.ts'
import type { Clock } from '../../infra/clock.ts'
import type { Log } from '../../infra/log.ts'
import type { Messages } from '../../views/mod.ts'
import type { HubRender, RoomHub } from './room_hub.ts'
import { createRoomHub } from './room_hub.ts'
import { createLanguageWatch } from './watch_languages.ts'
import type { LanguageWatchOptions } from './watch_languages.ts'

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
  /** Fetches what readers lack, and says so on their pages; absent: what is here is all there is. */
  readonly languages?: {
    readonly prepare: LanguageWatchOptions['prepare']
    readonly html: (t: Messages, told: { readonly roomId: string; readonly news: LanguageNews }) => string
  }
  readonly clock: Clock
  readonly log: Log
}

/** The hubs of the rooms that have pages on this edge. */
export interface Hubs {
  /** The room's hub, live: what is published from now on reaches its pages and its log. */
  open(roomId: string): Promise<RoomHub>
  /** A page of the room is connected: it is told about the language that it reads. */
  reader(me: Participant): void
  /** Pages that are connected now. */
  connections(): Promise<number>
  close(): Promise<void>
}

export function createHubs({ bus, render, languages, clock, log }: HubsOptions): Hubs {
  const entries = new Map<string, Entry>()
  const watching = languages && createLanguageWatch({
    prepare: languages.prepare, clock, log,
    tell: (roomId, news) => entries.get(roomId)?.hub.then((hub) => hub.tell(news.reads, (t) => languages.html(t, { roomId, news })), () => {}),
  })

  const forget = async (roomId: string, { hub, unsubscribe }: Entry) => {
    entries.delete(roomId)
    watching?.forget(roomId)
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
      const unsubscribe = bus.subscribe(roomTopic(roomId), (event) => {
        room.receive(event)
        watching?.heard(roomId, event)
      })
      const entry: Entry = { hub: unsubscribe.then(() => room), unsubscribe, cancel: () => {} }
      entries.set(roomId, entry)
      entry.hub.then(() => watch(roomId, entry), () => entries.delete(roomId))
      return entry.hub
    },
    reader: ({ roomId, preferences }) => watching?.reader(roomId, preferences.reads),
    async connections() {
      const hubs = await Promise.all([...entries.values()].map(({ hub }) => hub))
      return hubs.reduce((sum, hub) => sum + hub.connections, 0)
    },
    async close() {
      watching?.close()
      await Promise.all([...entries].map(([roomId, entry]) => {
        entry.cancel()
        return forget(roomId, entry)
      }))
    },
  }
}
