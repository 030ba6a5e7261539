import { OpenAPIHono } from '@hono/zod-openapi'
import type { Hook } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { DomainError, toProblem } from '../../domain/errors.ts'
import type { EraseDeps } from '../../functions/transcripts/erase_meeting.ts'
import { notFound, onProblem, PROBLEM_TYPE } from '../../functions/problem.ts'
import { routes } from '../../views/mod.ts'
import { apiGate } from './gate.ts'
import type { GateDeps } from './gate.ts'
import { addMe } from './me.ts'
import { addRooms } from './rooms.ts'
import type { ApiRoomsDeps } from './rooms.ts'
import { KEY_SCHEME } from './route.ts'
import type { ApiEnv } from './route.ts'
import { addTranscripts } from './transcripts.ts'

const BODY_MAX_BYTES = 64 * 1024
const ALL = '/api/v1/*'

export type ApiDeps = GateDeps & ApiRoomsDeps & EraseDeps

/** `/api/v1`: JSON for programs with an API key, refusals as problem+json, and its description, which needs no key. */
export function createApiApp(deps: ApiDeps) {
  const app = new OpenAPIHono<ApiEnv>({ defaultHook: refuseValues })
  app.onError(onProblem(deps.log))
  app.openAPIRegistry.registerComponent('securitySchemes', KEY_SCHEME, {
    type: 'http', scheme: 'bearer', bearerFormat: 'parley_…', description: `An API key of yours, made at ${routes.keys.to()}.`,
  })
  app.doc31(routes.apiDescription.path, () => ({
    openapi: '3.1.0',
    info: {
      title: 'Parley', version: '1',
      description: 'Rooms and transcripts. Requests count by the hour, as the `RateLimit` headers say; refusals are problem details (RFC 9457).',
    },
    // Relative to where the description is served, whichever name of this server that is.
    servers: [{ url: '/' }],
    tags: [{ name: 'Account' }, { name: 'Rooms' }, { name: 'Transcripts' }],
  }))
  app.use(ALL, ...apiGate(deps))
  app.use(ALL, bodyLimit({ maxSize: BODY_MAX_BYTES, onError: refuseLarge }))
  addMe(app)
  addRooms(app, deps)
  addTranscripts(app, deps)
  app.all(ALL, notFound)
  return app
}

/** The rest of the body stays unread, so the connection serves nothing after it: it says so before it closes. */
function refuseLarge(c: Context): never {
  c.header('connection', 'close')
  throw new DomainError('too-large', `The body is larger than ${BODY_MAX_BYTES} bytes`)
}

/** 422 that names every field. */
const refuseValues: Hook<unknown, ApiEnv, string, unknown> = (result, c) => {
  if (result.success) return undefined
  const errors = result.error.issues.map(({ path, message }) => ({ field: path.map(String).join('.') || 'body', message }))
  const detail = `Some values are not allowed: ${errors.map(({ field, message }) => `${field}: ${message}`).join('; ')}`
  return c.body(JSON.stringify({ ...toProblem(new DomainError('invalid-values', detail)), errors }), 422, { 'content-type': PROBLEM_TYPE })
}
