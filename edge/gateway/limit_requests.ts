import { createHash } from 'node:crypto'
import type { Context, MiddlewareHandler } from 'hono'
import { createMiddleware } from 'hono/factory'
import type { Viewer } from '../../domain/account.ts'
import { DomainError } from '../../domain/errors.ts'
import { TIERS } from '../../domain/tier.ts'
import { rateLimitHeaders } from '../../infra/rate_limit/headers.ts'
import type { Limit, RateLimit } from '../../infra/rate_limit/rate_limit.ts'
import { routes } from '../../views/mod.ts'
import { isForScript } from './account_session.ts'
import type { ClientAddress } from './client_address.ts'
import { networkOf } from './client_address.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
/** Guests are known by their network alone, and a school or an office shares one: it gets as much as ten free accounts. */
const PEOPLE_PER_NETWORK = 10
/** By which pages look how far long work is, every two or three seconds for as long as it takes: they take nothing of what people themselves may ask. */
const LOOKS: ReadonlySet<string> = new Set([routes.jobs.path, routes.voicesList.path, routes.documentsList.path])
/** Three such pages open all the time. */
const LOOKS_PER_HOUR = 6_000

interface AttemptLimits {
  readonly perNetwork: Limit
  /** For one target (an address, an account) from one network, and from everywhere: the second is wider, so that nobody locks another out with ease. */
  readonly perTargetHere?: Limit
  readonly perTarget?: Limit
}

/** What may be tried how often. */
const ATTEMPTS = Object.freeze({
  'sign-in': { perNetwork: { limit: 60, windowMs: 15 * MINUTE_MS }, perTargetHere: { limit: 10, windowMs: 15 * MINUTE_MS }, perTarget: { limit: 50, windowMs: HOUR_MS } },
  register: { perNetwork: { limit: 30, windowMs: HOUR_MS }, perTarget: { limit: 5, windowMs: HOUR_MS } },
  reset: { perNetwork: { limit: 30, windowMs: HOUR_MS }, perTarget: { limit: 5, windowMs: HOUR_MS } },
  /** Passwords and links of someone who is known already. */
  confirm: { perNetwork: { limit: 60, windowMs: 15 * MINUTE_MS }, perTarget: { limit: 10, windowMs: 15 * MINUTE_MS } },
  /** Mails to an address that someone else names. */
  invite: { perNetwork: { limit: 60, windowMs: HOUR_MS }, perTarget: { limit: 5, windowMs: HOUR_MS } },
  join: { perNetwork: { limit: 120, windowMs: 10 * MINUTE_MS } },
  /** Of a room: guessed by nobody, typed by everyone who comes. */
  passcode: { perNetwork: { limit: 120, windowMs: 15 * MINUTE_MS }, perTargetHere: { limit: 30, windowMs: 15 * MINUTE_MS }, perTarget: { limit: 300, windowMs: HOUR_MS } },
} satisfies Record<string, AttemptLimits>)

export type Attempt = keyof typeof ATTEMPTS

export interface LimitsDeps {
  readonly rateLimit: RateLimit
  readonly clientAddress: ClientAddress
  /** Whose request it is: the account's tier sets its limit; null is a guest. */
  readonly viewer: (c: Context) => Promise<Pick<Viewer, 'accountId' | 'tier'> | null>
}

export interface Limits {
  /** Middleware: counts requests by the hour, tells how many are left, and refuses more: DomainError `too-many-requests`. */
  requests(): MiddlewareHandler
  /** Counts one attempt, of this network and at this target if there is one. Throws DomainError `too-many-requests`. */
  attempt(c: Context, what: Attempt, target?: string): Promise<void>
}

/** Limits on how much is asked; they hold across processes when the port is shared. */
export function createLimits({ rateLimit, clientAddress, viewer }: LimitsDeps): Limits {
  const take = async (c: Context, { policy, key, limit, what }: { policy: string; key: string; limit: Limit; what: string }) => {
    const taken = await rateLimit.take(key, limit)
    for (const [name, value] of Object.entries(rateLimitHeaders(policy, taken, limit))) c.header(name, value)
    if (taken.allowed) return
    throw new DomainError('too-many-requests', `Cannot ${what}: the limit is ${limit.limit} in ${span(limit.windowMs)}. Try again in ${span(taken.retryAfterMs)}`)
  }

  return {
    requests: () => createMiddleware(async function limitRequests(c, next) {
      const who = await viewer(c).catch(ignoreOutage)
      const tier = who?.tier ?? 'free'
      const perHour = TIERS[tier].requestsPerHour
      if (perHour !== null && !/\/(leave|waiting)$/.test(c.req.path)) {
        const looks = who !== null && isLook(c)
        await take(c, {
          policy: looks ? 'looks' : who ? `${tier}-requests` : 'guest-requests',
          key: `${looks ? 'looks' : 'requests'}:${who ? who.accountId : networkOf(clientAddress(c))}`,
          limit: { limit: looks ? LOOKS_PER_HOUR : who ? perHour : perHour * PEOPLE_PER_NETWORK, windowMs: HOUR_MS },
          what: who ? `take more requests from this account (${tier})` : 'take more requests of guests from this network',
        })
      }
      await next()
    }),
    async attempt(c, what, target) {
      const { perNetwork, perTargetHere, perTarget }: AttemptLimits = ATTEMPTS[what]
      const network = networkOf(clientAddress(c))
      const counted = (limit: Limit, key: string) => take(c, { policy: what, key: `${what}:${key}`, limit, what: `${what.replace('-', ' ')} so often` })
      await counted(perNetwork, network)
      if (target === undefined) return
      // A key holds no address in plain.
      const hash = createHash('sha256').update(target).digest('base64url')
      if (perTargetHere) await counted(perTargetHere, `${network}:${hash}`)
      if (perTarget) await counted(perTarget, hash)
    },
  }
}

/** A page asks by itself. Whoever opens it counts. */
function isLook(c: Context): boolean {
  return c.req.method === 'GET' && LOOKS.has(c.req.path) && isForScript(c)
}

/** Whoever cannot be recognised while the database is away is counted as a guest; the page itself says what is wrong. */
function ignoreOutage(error: unknown): null {
  if (error instanceof DomainError && error.code === 'unavailable') return null
  throw error
}

function span(ms: number): string {
  const minutes = Math.ceil(ms / MINUTE_MS)
  if (minutes === 60) return 'an hour'
  return ms < MINUTE_MS ? `${Math.max(1, Math.ceil(ms / 1000))} s` : `${minutes} min`
}
