import { createMiddleware } from 'hono/factory'
import { DomainError } from '../../domain/errors.ts'
import { requireProFeatures } from '../../functions/accounts/pro_features.ts'
import type { ApiKeys } from '../../functions/auth/api_keys/api_keys.ts'
import type { ClientAddress } from '../gateway/client_address.ts'
import { createLimits } from '../gateway/limit_requests.ts'
import type { RateLimit } from '../../infra/rate_limit/rate_limit.ts'
import type { KeyHolder } from '../../functions/auth/api_keys/authenticate.ts'
import type { ApiEnv } from './route.ts'

const BEARER = /^Bearer +([^\s,]+) *$/i

export interface GateDeps {
  readonly keys: Pick<ApiKeys, 'authenticate'>
  readonly rateLimit: RateLimit
  readonly clientAddress: ClientAddress
}

/**
 * Lets API keys in, and nothing else: a cookie opens nothing here, so no other site can ask in someone's name. Requests count for the key's
 * account, together with those of its pages; those without a valid key for the network they come from, so that guessing is limited too.
 * Throws DomainError `unauthorised`, `too-many-requests`, and `forbidden` for an account whose tier has no keys any more.
 */
export function apiGate({ keys, rateLimit, clientAddress }: GateDeps) {
  const recognise = createMiddleware<{ Variables: { holder: KeyHolder | null } }>(async function recogniseKey(c, next) {
    const given = BEARER.exec(c.req.header('authorization') ?? '')?.[1]
    c.set('holder', given === undefined ? null : await keys.authenticate(given))
    await next()
  })
  const count = createLimits({ rateLimit, clientAddress, viewer: async (c) => (c.get('holder') as KeyHolder | null)?.viewer ?? null }).requests()
  const admit = createMiddleware<ApiEnv>(async function admitKey(c, next) {
    const holder = c.get('holder') as KeyHolder | null
    if (!holder) {
      c.header('www-authenticate', c.req.header('authorization') === undefined ? 'Bearer realm="parley"' : 'Bearer realm="parley", error="invalid_token"')
      throw new DomainError('unauthorised', `Cannot ${c.req.method} ${c.req.path}: send an API key that is in use, as in "Authorization: Bearer parley_…"`)
    }
    requireProFeatures(holder.viewer.tier, 'use the API')
    await next()
  })
  return [recognise, count, admit] as const
}
