import WebSocket from 'ws'
import { routes } from '../../views/routes.ts'
import type { Member } from './join_room.ts'

/** A final line is told from others by what the page's script finds it by. */
const FINAL = /data-final="([^"]+)"/g

export interface HubReader {
  /** When each final line came, by its caption id, ms since the epoch. */
  readonly finals: ReadonlyMap<string, number>
  close(): void
}

/** What a page's socket gets, without the page. */
export async function readHub({ origin, roomId, cookie }: Member): Promise<HubReader> {
  const socket = new WebSocket(`${origin.replace('http', 'ws')}${routes.hub.to(roomId)}`, { origin, headers: { cookie } })
  const finals = new Map<string, number>()
  socket.on('message', (data) => {
    for (const [, id] of String(data).matchAll(FINAL)) if (!finals.has(id!)) finals.set(id!, Date.now())
  })
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  return { finals, close: () => socket.close() }
}
