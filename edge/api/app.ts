import { OpenAPIHono } from '@hono/zod-openapi'
import type { Hook } from '@hono/zod-openapi'
import { DomainError, toProblem } from '../../domain/errors.ts'
import type { EraseDeps } from '../../functions/transcripts/erase_meeting.ts'
import { notFound, onProblem, PROBLEM_TYPE } from '../../functions/problem.ts'
import { routes } from '../../views/mod.ts'
import { limitBody } from '../gateway/limit_body.ts'
import { addAnalytics } from './analytics.ts'
import { addDocuments } from './documents.ts'
import type { ApiDocumentsDeps } from './documents.ts'
import { apiGate } from './gate.ts'
import type { GateDeps } from './gate.ts'
import { addMe } from './me.ts'
import { addRooms } from './rooms.ts'
import type { ApiRoomsDeps } from './rooms.ts'
import { KEY_SCHEME } from './route.ts'
import type { ApiEnv } from './route.ts'
import { addTranscripts } from './transcripts.ts'
import type { ApiTranscriptsDeps } from './transcripts.ts'
import { addVocabulary } from './vocabulary.ts'
import type { ApiVocabularyDeps } from './vocabulary.ts'
import { addVoices } from './voices.ts'
import type { ApiVoicesDeps } from './voices.ts'

const BODY_MAX_BYTES = 64 * 1024
const ALL = '/api/v1/*'

export type ApiDeps = GateDeps & ApiRoomsDeps & EraseDeps & ApiVoicesDeps & ApiDocumentsDeps & ApiVocabularyDeps & Pick<ApiTranscriptsDeps, 'speakers'> & { readonly now: () => number }

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
      description: 'Rooms, transcripts, voices and analytics. Requests count by the hour, as the `RateLimit` headers say; refusals are problem details (RFC 9457).',
    },
    // Relative to where the description is served, whichever name of this server that is.
    servers: [{ url: '/' }],
    tags: [{ name: 'Account' }, { name: 'Rooms' }, { name: 'Transcripts' }, { name: 'Voices' }, { name: 'Documents' }, { name: 'Vocabulary' }, { name: 'Analytics' }],
  }))
  app.use(ALL, ...apiGate(deps))
  app.use(ALL, limitBody(BODY_MAX_BYTES))
  addMe(app)
  addRooms(app, deps)
  addTranscripts(app, deps)
  addVoices(app, deps)
  addDocuments(app, deps)
  addVocabulary(app, deps)
  addAnalytics(app, deps)
  app.all(ALL, notFound)
  return app
}

/** 422 that names every field. */
const refuseValues: Hook<unknown, ApiEnv, string, unknown> = (result, c) => {
  if (result.success) return undefined
  const errors = result.error.issues.map(({ path, message }) => ({ field: path.map(String).join('.') || 'body', message }))
  const detail = `Some values are not allowed: ${errors.map(({ field, message }) => `${field}: ${message}`).join('; ')}`
  return c.body(JSON.stringify({ ...toProblem(new DomainError('invalid-values', detail)), errors }), 422, { 'content-type': PROBLEM_TYPE })
}
