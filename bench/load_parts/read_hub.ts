import WebSocket from 'ws'
import { routes } from '../../views/routes.ts'
import type { Member } from './join_room.ts'

/** A final line is told from others by what the page's script finds it by. */
const FINAL = /data-final="([^"]+)"/g
const TRANSLATION = /<p class="translation"/

export interface HubReader {
  readonly member: Member
  /** When each final line came, by its caption id, ms since the epoch. */
  readonly finals: ReadonlyMap<string, number>
  /** Of them, those that brought a translation. */
  readonly translated: ReadonlySet<string>
  /** Interim pushes so far. */
  readonly interims: () => number
  close(): void
}

/** What a page's socket gets, without the page. */
export async function readHub(member: Member): Promise<HubReader> {
  const { origin, roomId, cookie } = member
  const socket = new WebSocket(`${origin.replace('http', 'ws')}${routes.hub.to(roomId)}`, { origin, headers: { cookie } })
  const finals = new Map<string, number>()
  const translated = new Set<string>()
  let interims = 0
  socket.on('message', (data) => {
    const html = String(data)
    if (html.includes('caption interim')) interims += 1
    for (const [, id] of html.matchAll(FINAL)) {
      if (!finals.has(id!)) finals.set(id!, Date.now())
      if (TRANSLATION.test(html)) translated.add(id!)
    }
  })
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  return { member, finals, translated, interims: () => interims, close: () => socket.close() }
}
