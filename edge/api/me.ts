import { createRoute } from '@hono/zod-openapi'
import { TIERS } from '../../domain/tier.ts'
import { json, KEY_SCHEME, refusals } from './route.ts'
import type { ApiRoutes } from './route.ts'
import { me } from './schemas.ts'

const readMe = createRoute({
  method: 'get', path: '/api/v1/me', tags: ['Account'], summary: 'Whose key it is', operationId: 'readMe', security: [{ [KEY_SCHEME]: [] }],
  responses: { 200: json(me, 'The account and the key'), ...refusals() },
})

/** `/api/v1/me`. */
export function addMe(app: ApiRoutes): void {
  app.openapi(readMe, (c) => {
    const { viewer: { accountId, email, name, tier }, keyId, scopes } = c.get('holder')
    return c.json({ accountId, email, name, tier, key: { keyId, scopes: [...scopes] }, requestsPerHour: TIERS[tier].requestsPerHour }, 200)
  })
}
