import type { Context } from 'hono'
import { Hono } from 'hono'
import type { UpgradeWebSocket } from 'hono/ws'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { WebSocket } from 'ws'
import { DomainError, toProblem } from '../domain/errors.ts'
import type { Participant } from '../domain/room.ts'
import { SIGNALING_MESSAGE_MAX } from '../domain/signaling.ts'
import type { Clock } from '../infra/clock.ts'
import { keepAlive } from '../infra/keep_alive.ts'
import type { Log } from '../infra/log.ts'
import type { Presence } from './presence.ts'
import type { MediaRooms } from './rooms.ts'
import type { Connection } from './signaling/connection.ts'
import type { ShareMicrophone } from './signaling/verb.ts'
import { openConnection } from './signaling/connection.ts'

/**
 * For the socket server's `maxPayload`, bytes: a message over SIGNALING_MESSAGE_MAX still gets its answer, one
 * over this ends the socket with 1009 before it is in memory.
 */
export const SOCKET_MESSAGE_MAX = 4 * SIGNALING_MESSAGE_MAX

export interface SfuAppOptions {
  readonly rooms: MediaRooms
  /** Who asks, when the request proves it; null for a stranger. May throw DomainErrors. */
  readonly identify: (context: Context) => Promise<Participant | null>
  readonly upgradeWebSocket: UpgradeWebSocket<WebSocket, { onError: (error: unknown) => void }>
  readonly presence: Presence
  /** Marks a microphone as shared, for who asks by signalling. */
  readonly shareMicrophone?: ShareMicrophone | undefined
  readonly clock: Clock
  readonly log: Log
}

/** Signalling: `GET /rooms/:roomId/signal` becomes a WebSocket for members of the room, on pages of this origin. */
export function createSfuApp({ rooms, identify, upgradeWebSocket, presence, shareMicrophone, clock, log }: SfuAppOptions) {
  const upgrade = upgradeWebSocket((context) => {
    const participant: Participant = context.get('participant')
    let connection: Connection | null = null
    return {
      onOpen(_event, { raw }) {
        if (!raw) throw new DomainError('internal', 'The socket has no WebSocket')
        keepAlive(raw, clock)
        const socket = {
          send: (text: string) => raw.send(text),
          close: (code: number, reason: string) => raw.close(code, reason),
          get unread() {
            return raw.bufferedAmount
          },
        }
        connection = openConnection({ participant, socket, rooms, presence, shareMicrophone, clock, log })
      },
      onMessage: ({ data }) => connection?.receive(data),
      onClose: ({ code }) => connection?.ended(code),
    }
  }, { onError: (error) => log.warn('signaling.socket-error', { error }) })

  return new Hono<{ Variables: { participant: Participant } }>()
    .onError((error, context) => {
      const problem = toProblem(error)
      if (problem.status >= 500) log.error('signaling.refused', { path: context.req.path, error })
      return context.body(JSON.stringify(problem), problem.status as ContentfulStatusCode, {
        'content-type': 'application/problem+json',
      })
    })
    .get('/rooms/:roomId/signal', async (context, next) => {
      requireOwnOrigin(context)
      const participant = await identify(context)
      if (!participant) throw new DomainError('unauthorised', 'Cannot connect: join the room first')
      const roomId = context.req.param('roomId')
      if (participant.roomId !== roomId) {
        throw new DomainError('forbidden', `Cannot connect: you are not in room "${roomId}"`)
      }
      requireHandshake(context)
      context.set('participant', participant)
      await next()
    }, upgrade)
}

/** Cookies go out with any page's WebSocket: only our own pages may use them. Throws DomainError `forbidden`. */
function requireOwnOrigin({ req }: Context): void {
  const origin = req.header('origin') ?? ''
  const host = URL.canParse(origin) ? new URL(origin).host : null
  if (host === null || host !== req.header('host')?.toLowerCase()) {
    throw new DomainError('forbidden', `Cannot connect from origin "${origin.slice(0, 100)}": it is not this server's`)
  }
}

/** What `ws` would refuse after we had let it in. Throws DomainError `invalid-input`. */
function requireHandshake({ req }: Context): void {
  const wanted = req.header('upgrade')?.toLowerCase() === 'websocket' && req.header('sec-websocket-version') === '13' &&
    /^[+/0-9A-Za-z]{22}==$/.test(req.header('sec-websocket-key') ?? '') &&
    req.header('sec-websocket-protocol') === undefined
  if (!wanted) {
    throw new DomainError(
      'invalid-input',
      'Cannot connect: this address speaks WebSocket version 13 without a subprotocol',
    )
  }
}
