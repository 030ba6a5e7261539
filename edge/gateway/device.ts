import type { Context } from 'hono'
import { getSignedCookie, setSignedCookie } from 'hono/cookie'

const COOKIE = 'parley-device'
/** As long as browsers keep a cookie. */
const LONGEST_S = 400 * 24 * 60 * 60

/** @returns a random id of this browser, the same for as long as it keeps our cookie; signed, so that nobody takes another's */
export type DeviceId = (c: Context) => Promise<string>

/** Knows a guest's browser again, for bans. It says nothing about who that is. */
export function createDeviceId({ secret, secure }: { secret: string; secure: boolean }): DeviceId {
  // One request asks several times; the cookie of its answer is set once.
  const known = new WeakMap<Context, Promise<string>>()
  const read = async (c: Context) => {
    const kept = await getSignedCookie(c, secret, COOKIE)
    if (kept) return kept
    const deviceId = crypto.randomUUID()
    await setSignedCookie(c, COOKIE, deviceId, secret, { path: '/', secure, httpOnly: true, sameSite: 'Lax', maxAge: LONGEST_S })
    return deviceId
  }
  return (c) => {
    const deviceId = known.get(c) ?? read(c)
    known.set(c, deviceId)
    return deviceId
  }
}
