import assert from 'node:assert/strict'
import { defineWebSocketHelper } from 'hono/ws'
import type { RoomEvent } from '../../../domain/events.ts'
import type { Rooms } from '../../../functions/rooms/rooms.ts'
import { createMemoryBus } from '../../../infra/bus/memory.ts'
import { createFakeClock } from '../../../infra/fake_clock.ts'
import { openTestDb } from '../../../infra/db/testing.ts'
import type { Db } from '../../../infra/db/db.ts'
import { createLog } from '../../../infra/log.ts'
import { createLogMail } from '../../../infra/mail/log.ts'
import type { Mail } from '../../../infra/mail/mail.ts'
import { createMemoryRateLimit } from '../../../infra/rate_limit/memory.ts'
import { createEdgeApp } from '../../app.ts'
import type { EdgeOptions } from '../../app.ts'
import { createHubs } from '../../hub/hubs.ts'
import { hubRender } from '../../hub/render.tsx'
import { openIdentity } from '../../open_identity.ts'
import type { IdentityDeps } from '../../open_identity.ts'

const ORIGIN = 'http://parley.test'

export interface TestEdgeOptions {
  /** Shared with another edge. */
  readonly db?: Db
  readonly mail?: Mail
  readonly secret?: string
  readonly secure?: boolean
  readonly onDelete?: IdentityDeps['onDelete']
  readonly config?: Partial<IdentityDeps['config']>
  /** Other parts that the app is to have. */
  readonly parts?: (ports: TestPorts) => Partial<EdgeOptions>
}

export type TestPorts = Pick<IdentityDeps, 'db' | 'mail' | 'rateLimit' | 'clock' | 'log' | 'secret' | 'secure' | 'publicUrl'>

/** For tests: the edge's app with accounts on a database in memory. Nobody meets: rooms are not asked for. */
export async function openTestEdge({ db: given, mail, secret = 'a secret of the test, long enough', secure = false, onDelete, config, parts }: TestEdgeOptions = {}) {
  const opened = given ? null : await openTestDb()
  const db = given ?? opened!.db
  const clock = createFakeClock(Date.UTC(2026, 10, 24))
  const logLines: string[] = []
  const log = createLog({ level: 'debug', write: (line) => void logLines.push(line) })
  const ports: TestPorts = { db, mail: mail ?? createLogMail(log), rateLimit: createMemoryRateLimit({ clock }), clock, log, secret, secure, publicUrl: () => ORIGIN }
  const identity = openIdentity({
    config: { TRUST_PROXY: 1, OIDC_ISSUER: undefined, OIDC_CLIENT_ID: undefined, OIDC_CLIENT_SECRET: undefined, OIDC_NAME: 'Example', ...config },
    ...ports, onDelete,
  })
  const bus = createMemoryBus<RoomEvent>({ log })
  const app = createEdgeApp({
    rooms: { list: async () => ({ rooms: [], upcoming: [] }) } as Partial<Rooms> as Rooms, session: { start: async () => {}, identify: async () => null, peerId: async () => null, require: async () => Promise.reject(new Error('no rooms here')), end() {} },
    hubs: createHubs({ bus, clock, log, render: hubRender }), secure, log, identity,
    assets: { files: [], assetUrl: (name) => `/assets/${name}`, respond: () => new Response('asset') },
    reading: async () => ({ en: { state: 'here' }, pt: { state: 'here' } }),
    readiness: async () => ({ ready: true, parts: {} }),
    upgradeWebSocket: defineWebSocketHelper(async (c) => c.text('upgraded', 200)),
    ...parts?.(ports),
  })
  return {
    app, identity, db, clock, logLines,
    /** The address of the newest mail's first link, from the log. */
    mailedPath(): string {
      const line = logLines.findLast((one) => one.includes('mail-not-configured'))
      return new URL(JSON.parse(line ?? '{"links":["http://none/"]}').links[0]).pathname
    },
    browser: (options: { address?: string } = {}) => createTestBrowser((path, init) => app.request(`${ORIGIN}${path}`, init), options),
    async close() {
      await identity.close()
      await opened?.close()
    },
  }
}

export type TestBrowser = ReturnType<typeof createTestBrowser>

/** A browser without scripts: keeps cookies by path and age, says its origin with forms, follows nothing. */
export function createTestBrowser(request: (path: string, init: RequestInit) => Response | Promise<Response>, { address = '192.0.2.1' }: { address?: string } = {}) {
  const jar = new Map<string, { value: string; path: string }>()
  const go = async (path: string, { form, headers = {} }: { form?: Record<string, string> | FormData; headers?: Record<string, string> } = {}) => {
    const cookie = [...jar].filter(([, { path: at }]) => path.startsWith(at)).map(([name, { value }]) => `${name}=${value}`).join('; ')
    const response = await request(path, {
      method: form ? 'POST' : 'GET',
      headers: { host: 'parley.test', accept: 'text/html', 'x-forwarded-for': address, ...(cookie ? { cookie } : {}), ...(form ? { origin: ORIGIN } : {}), ...headers },
      ...(form ? { body: form instanceof FormData ? form : new URLSearchParams(form) } : {}),
    })
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!
      if (/max-age=0\b/i.test(line)) jar.delete(name!)
      else jar.set(name!, { value: value!, path: /path=([^;]+)/i.exec(line)?.[1] ?? '/' })
    }
    return response
  }
  return {
    jar,
    get: (path: string, headers?: Record<string, string>) => go(path, { headers }),
    post: (path: string, form: Record<string, string> | FormData, headers?: Record<string, string>) => go(path, { form, headers }),
  }
}

export const PASSWORD = 'difference engine'

/** People who come to an edge, each from an address of their own, since limits count by address. */
export function visitors(edge: () => Awaited<ReturnType<typeof openTestEdge>>) {
  let count = 0
  const someone = () => {
    const number = ++count
    return { email: `person${number}@example.org`, browser: edge().browser({ address: `198.51.100.${number}` }) }
  }
  return {
    someone,
    async signedUp({ email, browser } = someone()) {
      await browser.post('/register', { name: 'Ada', email, password: PASSWORD })
      const verified = await browser.post(edge().mailedPath(), {})
      assert.equal(verified.headers.get('location'), '/account?done=verified')
      return { email, browser }
    },
  }
}

export const isSignedIn = async (browser: TestBrowser) => (await browser.get('/account')).status === 200
