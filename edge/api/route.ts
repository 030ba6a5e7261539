import type { OpenAPIHono } from '@hono/zod-openapi'
import { createMiddleware } from 'hono/factory'
import type { Scope } from '../../domain/api_key.ts'
import { DomainError } from '../../domain/errors.ts'
import type { KeyHolder } from '../../functions/auth/api_keys/authenticate.ts'
import { PROBLEM_TYPE } from '../../functions/problem.ts'
import { problem } from './schemas.ts'

export const KEY_SCHEME = 'apiKey'

/** What every route of the API has: whose key it is. */
export interface ApiEnv {
  Variables: { holder: KeyHolder }
}
export type ApiRoutes = OpenAPIHono<ApiEnv>

const MEANINGS = {
  400: 'Not well formed', 401: 'No API key, or one that is not in use', 403: 'The key or the account may not do this', 404: 'Not there, or not yours',
  409: 'Not possible in the present state', 410: 'The room is closed', 413: 'The body is too large', 415: 'The body is not JSON', 422: 'A value is not allowed',
  429: 'More requests than the plan allows in an hour; `Retry-After` says when to come back', 503: 'Try again in a moment',
} as const
type Refusal = keyof typeof MEANINGS

/** The scope that a route asks for, said in its description and held before anything is read from the request. */
export function needs(scope: Scope) {
  const requireScope = createMiddleware<ApiEnv>(async function requireScope(c, next) {
    if (!c.get('holder').scopes.includes(scope)) {
      throw new DomainError('forbidden', `Cannot ${c.req.method} ${c.req.path}: the key does not have the scope ${scope}`)
    }
    await next()
  })
  return { security: [{ [KEY_SCHEME]: [scope] }], middleware: [requireScope] }
}

/** Descriptions of refusals: what every route may answer, and those given. The routes throw them, so handlers' types need not know. */
export function refusals(...statuses: Refusal[]): Record<never, never> {
  const all = [...new Set<Refusal>([401, 403, 422, 429, 503, ...statuses])].sort()
  return Object.fromEntries(all.map((status) => [status, { description: MEANINGS[status], content: { [PROBLEM_TYPE]: { schema: problem } } }]))
}

/** A JSON answer. */
export function json<Schema>(schema: Schema, description: string) {
  return { description, content: { 'application/json': { schema } } }
}
