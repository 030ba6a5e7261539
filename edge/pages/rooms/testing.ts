import { defineWebSocketHelper } from 'hono/ws'
import type { Viewer } from '../../../domain/account.ts'
import type { TestRooms } from '../../../functions/rooms/testing.ts'
import { silentLog } from '../../../infra/log.ts'
import { createEdgeApp } from '../../app.ts'
import type { EdgeOptions } from '../../app.ts'
import { guestsOnly, SignInNeeded } from '../../gateway/account_session.ts'
import type { AccountSession } from '../../gateway/account_session.ts'
import { createDeviceId } from '../../gateway/device.ts'
import { createSession } from '../../gateway/session.ts'
import { createHubs } from '../../hub/hubs.ts'
import { hubRender } from '../../hub/render.tsx'

/** A form that joins a room. */
export const FORM = { name: 'Ada', speaks: 'en', reads: 'en', hears: 'original' }
export const SECRET = 'a secret of the test'

/** A browser with cookies of its own, signed in as `viewer` if there is one; `whoIs` says so, and may fail. */
export function openBrowser({ rooms, bus, clock }: Pick<TestRooms, 'rooms' | 'bus' | 'clock'>, viewer: Viewer | null = null, whoIs = async () => viewer, more: Partial<EdgeOptions> = {}) {
  const accounts: AccountSession = {
    ...guestsOnly,
    viewer: whoIs,
    async require(c) {
      if (!viewer) throw new SignInNeeded(c)
      return viewer
    },
  }
  const app = createEdgeApp({
    rooms, accounts, secure: false, log: silentLog, now: clock.now,
    session: createSession({ secret: SECRET, secure: false, rooms }),
    deviceId: createDeviceId({ secret: SECRET, secure: false }),
    hubs: createHubs({ bus, clock, log: silentLog, render: hubRender }),
    assets: { files: [], assetUrl: (name) => `/assets/${name}`, respond: () => new Response('asset') },
    reading: async () => ({ en: { state: 'here' }, pt: { state: 'here' } }),
    readiness: async () => ({ ready: true, parts: {} }),
    upgradeWebSocket: defineWebSocketHelper(async (c) => c.text('upgraded', 200)),
    ...more,
  })
  const jar = new Map<string, { value: string; path: string }>()
  const ask = async (path: string, form?: Record<string, string>, headers: Record<string, string> = {}) => {
    const cookie = [...jar].filter(([, at]) => path.startsWith(at.path)).map(([key, { value }]) => `${key.split('|')[0]}=${value}`).join('; ')
    const response = await app.request(`http://parley.test${path}`, {
      method: form ? 'POST' : 'GET',
      headers: { host: 'parley.test', accept: 'text/html', ...(cookie ? { cookie } : {}), ...(form ? { origin: 'http://parley.test' } : {}), ...headers },
      ...(form ? { body: new URLSearchParams(form) } : {}),
    })
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!
      const at = /path=([^;]+)/i.exec(line)?.[1] ?? '/'
      jar.set(`${name}|${at}`, { value: value!, path: at })
    }
    return { status: response.status, headers: response.headers, to: response.headers.get('location'), text: await response.text() }
  }
  const htmx = (path: string, form?: Record<string, string>) => ask(path, form, { 'hx-request': 'true' })
  return { ask, htmx }
}

/** A browser whose guest opened a room and is in it, as its host. */
export async function openHost(under: TestRooms) {
  const own = openBrowser(under)
  const room = (await own.ask('/rooms', FORM)).to!
  await own.ask(`${room}/join`, FORM)
  const roomId = room.slice('/rooms/'.length)
  return { ...own, room, roomId, set: (setting: string, form: Record<string, string> = {}) => own.ask(`${room}/settings/${setting}`, form) }
}

/** The peer ids in the forms of a page, by what the form does. */
export const targets = (html: string, action: string) => [...html.matchAll(new RegExp(`action="(/rooms/[^"]+/${action})"`, 'g'))].map(([, to]) => to!)
