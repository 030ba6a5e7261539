import { Hono } from 'hono'
import type { Context } from 'hono'
import type { UpgradeWebSocket } from 'hono/ws'
import { WebSocket } from 'ws'
import type { RawData } from 'ws'
import type { Participant } from '../domain/room.ts'
import type { Places } from '../functions/rooms/places.ts'
import type { MediaNode } from '../functions/rooms/presence/nodes.ts'
import type { Clock } from '../infra/clock.ts'
import { onProblem } from '../functions/problem.ts'
import { keepAlive } from '../infra/keep_alive.ts'
import type { Log } from '../infra/log.ts'
import { routes } from '../views/mod.ts'
import { isSameOrigin } from './gateway/same_origin.ts'

/** Says that a connection comes from another process of ours, which must not send it on. */
const FORWARDED = 'x-parley-forwarded'
/** The node did not answer or went away: the page connects again, and finds another. */
const CLOSE_TRY_AGAIN = 1013
/** Codes that say how a socket ended and are never sent. */
const SILENT_CODES = new Set([1005, 1006, 1015])
const OPEN_MS = 5_000
/** What a client may say before the node has answered. */
const EARLY_MAX = 100

export interface ForwardSignalingOptions {
  readonly places: () => Pick<Places, 'find' | 'take'> | null
  readonly identify: (context: Context, roomId: string) => Promise<Participant | null>
  readonly upgradeWebSocket: UpgradeWebSocket<WebSocket, { onError: (error: unknown) => void }>
  /** Largest message either way, bytes. */
  readonly messageMaxBytes: number
  readonly clock: Clock
  readonly log: Log
}

/**
 * Signalling of a room whose media are on another node: message by message to that node and back, with the visitor's own cookies, by
 * which it knows them. Media go there directly. Everything else is left to this process's signalling, strangers included.
 */
export function createForwardSignaling({ places, identify, upgradeWebSocket, messageMaxBytes, clock, log }: ForwardSignalingOptions) {
  const upgrade = upgradeWebSocket((c) => {
    const node: MediaNode = c.get('node')
    const path = c.req.path
    let upstream: WebSocket | null = null
    const early: string[] = []
    return {
      onOpen(_event, ws) {
        const url = new URL(path, node.url)
        const there = new WebSocket(url.href.replace(/^http/, 'ws'), {
          origin: url.origin, headers: { cookie: c.req.header('cookie') ?? '', [FORWARDED]: '1' }, maxPayload: messageMaxBytes, handshakeTimeout: OPEN_MS,
        })
        upstream = there
        // The node asks us whether we live, which says nothing of the page.
        if (ws.raw) keepAlive(ws.raw, clock)
        there.on('open', () => early.splice(0).forEach((text) => there.send(text)))
        there.on('message', (data: RawData) => ws.send(data.toString()))
        there.on('error', (error) => log.warn('signaling-not-forwarded', { node: node.nodeId, error }))
        there.on('close', (code, reason) => ws.close(SILENT_CODES.has(code) ? CLOSE_TRY_AGAIN : code, reason.toString()))
      },
      onMessage({ data }, ws) {
        if (upstream?.readyState === WebSocket.OPEN) return upstream.send(String(data))
        if (early.push(String(data)) > EARLY_MAX) ws.close(CLOSE_TRY_AGAIN, 'The media node does not answer')
      },
      onClose({ code }) {
        if (SILENT_CODES.has(code)) upstream?.terminate()
        else upstream?.close(code)
      },
    }
  }, { onError: (error) => log.warn('signaling-socket-error', { error }) })

  return new Hono<{ Variables: { node: MediaNode } }>().onError(onProblem(log)).get(routes.signal.path, async (c, next) => {
    const here = places()
    if (!here || c.req.header('upgrade')?.toLowerCase() !== 'websocket' || !isSameOrigin(c)) return next()
    const roomId = c.req.param('code')
    if (!(await identify(c, roomId))) return next()
    if (c.req.header(FORWARDED) !== undefined) {
      await here.take(roomId)
      return next()
    }
    const node = await here.find(roomId)
    if (!node) return next()
    c.set('node', node)
    return upgrade(c, next)
  })
}
