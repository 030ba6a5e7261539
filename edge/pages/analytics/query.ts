import type { Context } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { rangeSchema, timeZoneSchema } from '../../../domain/analytics.ts'
import type { RangeDays } from '../../../domain/analytics.ts'
import { DomainError } from '../../../domain/errors.ts'

const COOKIE = 'parley-zone'
const YEAR_S = 365 * 24 * 60 * 60
const DAYS: RangeDays = 30

export interface Shown {
  readonly days: RangeDays
  readonly timeZone: string
  /** The address or this browser's last choice names it. */
  readonly zoneChosen: boolean
}

/** Which days are asked for: 30 in UTC unless the address or the browser says otherwise. Throws DomainError `invalid-values` for an address of no form's making. */
export function readShown(c: Context): Shown {
  const { days: givenDays, zone: givenZone } = c.req.query()
  const days = rangeSchema.safeParse(givenDays ?? DAYS)
  if (!days.success) throw new DomainError('invalid-values', 'Cannot show these days: choose 7, 30 or 90')
  if (givenZone !== undefined) {
    const zone = timeZoneSchema.safeParse(givenZone)
    if (!zone.success) throw new DomainError('invalid-values', 'Cannot show these days: there is no such time zone')
    return { days: days.data, timeZone: zone.data, zoneChosen: true }
  }
  const kept = timeZoneSchema.safeParse(getCookie(c, COOKIE))
  return { days: days.data, timeZone: kept.data ?? 'UTC', zoneChosen: kept.success }
}

/** Keeps the time zone of this browser for a year. */
export function rememberZone(c: Context, zone: string, { secure }: { secure: boolean }): void {
  setCookie(c, COOKIE, zone, { path: '/', secure, httpOnly: true, sameSite: 'Lax', maxAge: YEAR_S })
}
