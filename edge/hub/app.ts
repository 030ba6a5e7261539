import { Hono } from 'hono'
import type { UpgradeWebSocket } from 'hono/ws'
import { DomainError } from '../../domain/errors.ts'
import { CLOSE_NOT_A_MEMBER } from '../../domain/close_codes.ts'
import type { Participant } from '../../domain/room.ts'
import type { Rooms } from '../../functions/rooms/rooms.ts'
import type { Log } from '../../infra/log.ts'
import { HUB_AFTER, HUB_CHAT_AFTER, routes } from '../../views/mod.ts'
import type { Messages } from '../../views/mod.ts'
import { isSameOrigin } from '../gateway/same_origin.ts'
import type { MessagesOf } from '../gateway/locale.ts'
import type { Session } from '../gateway/session.ts'
import type { Hubs } from './hubs.ts'
import { roomState } from './room_state.ts'

/** The page connects again. */
const CLOSE_TRY_AGAIN = 1013

export interface HubAppOptions {
  readonly hubs: Hubs
  readonly rooms: Pick<Rooms, 'participants' | 'find' | 'waiting' | 'meeting'>
  readonly session: Pick<Session, 'require'>
  readonly messages: MessagesOf
  readonly upgradeWebSocket: UpgradeWebSocket<HubRaw>
  readonly log: Log
}

/** What the hub needs of either runtime's socket. */
interface HubRaw {
  readonly bufferedAmount: number
}

/** `GET /rooms/:code/hub` becomes a WebSocket on which a member's page gets its pushes. What the page sends is not read. */
export function createHubApp({ hubs, rooms, session, messages, upgradeWebSocket, log }: HubAppOptions) {
  const upgrade = upgradeWebSocket((c) => {
    const me: Participant = c.get('participant')
    const t: Messages = c.get('messages')
    const after = c.req.query(HUB_AFTER)?.slice(0, 100) || null
    const chatAfter = c.req.query(HUB_CHAT_AFTER)?.slice(0, 100) || null
    let end = () => {}
    let closed = false
    return {
      async onOpen(_event, ws) {
        // Nobody waits for what this answers: a rejection would end the process.
        const hub = await hubs.open(me.roomId).catch((error: unknown) => {
          log.warn('hub-not-opened', { roomId: me.roomId, error })
          ws.close(CLOSE_TRY_AGAIN, 'Come back in a moment')
          return null
        })
        if (closed || !hub) return
        const socket = {
          send: (html: string) => ws.send(html),
          close: () => ws.close(CLOSE_TRY_AGAIN, 'Come back for what you missed'),
          dismiss: () => ws.close(CLOSE_NOT_A_MEMBER, 'You are no longer in this meeting'),
          get unread() {
            return ws.raw?.bufferedAmount ?? 0
          },
        }
        end = hub.connect(me, { socket, t, after, chatAfter, present: () => rooms.participants(me.roomId), state: () => roomState(rooms, me.roomId) })
        hubs.reader(me)
      },
      onClose() {
        closed = true
        end()
      },
    }
  })

  return new Hono<{ Variables: { participant: Participant; messages: Messages } }>().get(routes.hub.path, async (c, next) => {
    if (!isSameOrigin(c)) throw new DomainError('forbidden', 'Cannot connect from another site')
    c.set('participant', await session.require(c, c.req.param('code')))
    c.set('messages', await messages(c))
    if (c.req.header('upgrade')?.toLowerCase() !== 'websocket') {
      throw new DomainError('invalid-input', 'Cannot connect: this address speaks WebSocket')
    }
    await next()
  }, upgrade)
}
