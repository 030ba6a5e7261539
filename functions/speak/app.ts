import { zValidator } from '@hono/zod-validator'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { z } from 'zod'
import { DomainError } from '../../domain/errors.ts'
import { languageSchema } from '../../domain/language.ts'
import type { Log } from '../../infra/log.ts'
import type { Speaker } from '../../models/tts/speaker.ts'
import { SPEAK_TEXT_MAX, SPEED } from '../../models/tts/voice.ts'
import { SOUND_TYPE } from '../mesh/mesh_fetch.ts'
import { notFound, onProblem, refuseInvalid } from '../problem.ts'
import { toStream } from './to_stream.ts'

/** Bytes of a request: a text of the greatest length in UTF-8, escaped in JSON, and its frame. */
const BODY_MAX = SPEAK_TEXT_MAX * 6 + 1_024

const speakSchema = z.object({
  text: z.string().max(SPEAK_TEXT_MAX, `Use at most ${SPEAK_TEXT_MAX} characters`),
  language: languageSchema,
  speed: z.number().min(SPEED.min).max(SPEED.max).default(SPEED.usual),
})

export interface SpeakDeps {
  readonly speaker: Speaker
  readonly log: Log
}

/**
 * Text → speech. `POST /speak` takes `{ text, language, speed? }` and answers with PCM int16 little-endian, mono, 24,000 Hz, as it is
 * made, and the engine that began in `x-engine`; a stream that breaks off is an error. `GET /spoken` (which languages, with which engine,
 * and whether texts may go to Google), `GET /healthz`, `GET /readyz`. Errors are problem+json.
 */
export function createSpeakApp({ speaker, log }: SpeakDeps) {
  const app = new Hono()
    .post('/speak', bodyLimit({ maxSize: BODY_MAX, onError: refuseLarge }), zValidator('json', speakSchema, refuseInvalid), async (context) => {
      const request = context.req.valid('json')
      // The caller may go before the first sound, by this signal, or later, by cancelling the body.
      const gone = new AbortController()
      const leave = () => gone.abort(context.req.raw.signal.reason)
      context.req.raw.signal.addEventListener('abort', leave, { once: true })
      if (context.req.raw.signal.aborted) leave()
      const { engine, audio } = await speaker.speak(request, { signal: gone.signal })
      const body = toStream(audio, {
        onCancel: () => gone.abort(new DomainError('unavailable', 'Nobody listens any more')),
        onError: (error) => log.warn('speech-broke-off', { engine, language: request.language, error }),
      })
      return context.body(body, 200, { 'content-type': SOUND_TYPE, 'x-engine': engine })
    })
    .get('/spoken', (context) => context.json(speaker.spoken(), 200))
    .get('/healthz', (context) => context.json({ status: 'alive' }, 200))
    .get('/readyz', (context) => (
      speaker.spoken().languages.length > 0 ? context.json({ status: 'ready' }, 200) : context.json({ status: 'not-ready' }, 503)
    ))
  app.onError(onProblem(log))
  app.notFound(notFound)
  return app
}

export type SpeakApp = ReturnType<typeof createSpeakApp>

function refuseLarge(): never {
  throw new DomainError('too-large', `Cannot speak: the request is over ${BODY_MAX} bytes`)
}
