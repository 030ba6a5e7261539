import { EventEmitter, once } from 'node:events'
import { serve } from '@hono/node-server'
import { createNodeWebSocket } from '@hono/node-ws'
import { Hono } from 'hono'
import type { Server } from 'node:http'
import type { Participant } from '../../domain/room.ts'
import type { Clock } from '../../infra/clock.ts'
import { systemClock } from '../../infra/clock.ts'
import { guardUpgrades } from '../../infra/guard_upgrades.ts'
import { createLog } from '../../infra/log.ts'
import { createSfuApp, SOCKET_MESSAGE_MAX } from '../app.ts'
import type { InterpreterDeps } from '../interpreter/interpreter.ts'
import type { Decisions } from '../moderation.ts'
import type { PresenceListener } from '../presence.ts'
import { createPresence } from '../presence.ts'
import type { Tap } from '../room.ts'
import { MediaRooms } from '../rooms.ts'
import { Workers } from '../workers.ts'

export interface TestSfu {
  readonly origin: string
  readonly rooms: MediaRooms
  readonly workers: Workers
  /** Log events so far, one object a line. */
  readonly logged: Record<string, unknown>[]
  /** Settles when the event has been logged that many times. */
  until(event: string, times?: number): Promise<void>
  close(): Promise<void>
}

export interface TestSfuOptions {
  readonly tap?: Tap
  readonly listener?: PresenceListener
  readonly clock?: Clock
  readonly workerCount?: number
  readonly consumersMax?: number
  /** Default: nothing is ever decided. */
  readonly decisions?: Decisions
  readonly interpreting?: InterpreterDeps
  /** Pages for a browser to load. */
  readonly pages?: Hono
}

/** What a participant of tests is called by: `?peer=ID` in the address, a member of every room. */
export function participantOf(roomId: string, peerId: string): Participant {
  return {
    peerId,
    roomId,
    name: `Name of ${peerId}`,
    preferences: { speaks: 'en', reads: 'en', hears: 'original' },
    role: 'guest',
    accountId: null,
    deviceId: null,
    joinedAtMs: 0,
    present: true,
  }
}

/** The real thing, with real workers, on a free port of 127.0.0.1. */
export async function startSfu(options: TestSfuOptions = {}): Promise<TestSfu> {
  const { clock = systemClock, workerCount = 1, consumersMax, pages, decisions = async () => async () => {}, interpreting } = options
  const { tap = { attach: async () => ({ close() {} }) }, listener = { entered() {}, left() {} } } = options
  const logged: Record<string, unknown>[] = []
  const written = new EventEmitter()
  const log = createLog({
    level: 'debug',
    write: (line) => {
      logged.push(JSON.parse(line))
      written.emit('line')
    },
  })
  const workers = await Workers.create({ count: workerCount, consumersMax, portMin: 40_000, portMax: 49_999, clock, log })
  const rooms = new MediaRooms({ workers, tap, decisions, interpreting, log })
  const presence = createPresence({ listener, clock, log })

  const app = new Hono()
  const { upgradeWebSocket, injectWebSocket, wss } = createNodeWebSocket({ app })
  wss.options.maxPayload = SOCKET_MESSAGE_MAX
  app.route(
    '/',
    createSfuApp({
      rooms,
      upgradeWebSocket,
      presence,
      clock,
      log,
      identify: async ({ req }) => {
        const peerId = req.query('peer')
        return peerId ? participantOf(req.query('room') ?? req.param('roomId') ?? '', peerId) : null
      },
    }),
  )
  if (pages) app.route('/', pages)
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }) as Server
  await once(server, 'listening')
  guardUpgrades(server, log)
  injectWebSocket(server)
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port')

  return {
    origin: `http://127.0.0.1:${address.port}`,
    rooms,
    workers,
    logged,
    async until(event, times = 1) {
      while (logged.filter((entry) => entry.event === event).length < times) await once(written, 'line')
    },
    async close() {
      await rooms.close()
      await presence.close()
      await workers.close()
      for (const socket of wss.clients) socket.terminate()
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
