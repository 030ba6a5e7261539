import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { WSContext, WSEvents } from 'hono/ws'
import { defineWebSocketHelper } from 'hono/ws'
import type { Participant } from '../../domain/room.ts'
import { createLog } from '../../infra/log.ts'
import { messagesFor } from '../../views/mod.ts'
import type { HubAppOptions } from './app.ts'
import { createHubApp } from './app.ts'

test('a page whose hub cannot be opened is told to come back, and nothing else breaks', async () => {
  const lines: string[] = []
  const rejected: unknown[] = []
  const note = (error: unknown) => void rejected.push(error)
  process.on('unhandledRejection', note)
  let events: WSEvents = {}
  const app = createHubApp({
    hubs: { open: async () => Promise.reject(new Error('Cannot subscribe: the bus is closed')), reader: () => {}, connections: async () => 0, close: async () => {} },
    rooms: {} as HubAppOptions['rooms'],
    session: { require: async () => ({ roomId: 'r', peerId: 'p' }) as Participant },
    messages: async () => messagesFor('en'),
    upgradeWebSocket: defineWebSocketHelper(async (c, given) => {
      events = given as WSEvents
      return c.text('upgraded')
    }) as HubAppOptions['upgradeWebSocket'],
    log: createLog({ level: 'debug', write: (line) => void lines.push(line) }),
  })
  await app.request('/rooms/r/hub', { headers: { upgrade: 'websocket' } })
  const code = await new Promise((resolve) => events.onOpen!(new Event('open'), { close: resolve } as unknown as WSContext))
  await new Promise(setImmediate)
  process.off('unhandledRejection', note)
  assert.deepEqual([code, rejected], [1013, []])
  assert.match(lines.join(), /hub-not-opened/)
})
