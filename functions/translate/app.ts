import { zValidator } from '@hono/zod-validator'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { z } from 'zod'
import type { Translation } from '../../domain/caption.ts'
import { DomainError } from '../../domain/errors.ts'
import { languageSchema } from '../../domain/language.ts'
import { TERM_MAX, TERM_PAIRS_MAX, termPairSchema } from '../../domain/vocabulary.ts'
import type { Log } from '../../infra/log.ts'
import { TEXT_MAX } from '../../models/translation/route.ts'
import type { Translator } from '../../models/translation/translator.ts'
import { notFound, onProblem, refuseInvalid } from '../problem.ts'
import { createLanguages } from './languages.ts'
import type { Languages } from './languages.ts'
import { readableLanguages } from './readable.ts'

/** Bytes of a request: a text of the greatest length in UTF-8 and its terms, escaped in JSON, and their frame. */
const BODY_MAX = TEXT_MAX * 6 + TERM_PAIRS_MAX * TERM_MAX * 12 + 4_096

const translateSchema = z.object({
  text: z.string().max(TEXT_MAX, `Use at most ${TEXT_MAX} characters`),
  from: languageSchema,
  to: languageSchema,
  /** What the translation depends on beside text and pair. */
  contextVersion: z.string().max(100).optional(),
  /** What has to appear in the translation where the text has it. */
  terms: z.array(termPairSchema).max(TERM_PAIRS_MAX).optional(),
})
const pairSchema = z.object({ from: languageSchema, to: languageSchema })
const wishSchema = z.object({ from: languageSchema.nullable(), to: languageSchema, again: z.boolean().default(false) })

export interface TranslateDeps {
  readonly translator: Translator
  /** Left out, what is here is all there is. */
  readonly languages?: Languages
  readonly log: Log
}

/**
 * Text → text. `POST /translate`, `GET /readable` (languages that can be read from at least one other), `GET /pairs`
 * (whether a pair is served now), `GET /languages` (which can be read, and what the others take), `POST /languages/prepare` (fetches
 * what is missing, and says how far that is), `GET /healthz`, `GET /readyz`. Errors are problem+json.
 */
export function createTranslateApp({ translator, log, languages = createLanguages({ translator, firefox: null, allowed: false, log }) }: TranslateDeps) {
  const app = new Hono()
    .post('/translate', bodyLimit({ maxSize: BODY_MAX, onError: refuseLarge }), zValidator('json', translateSchema, refuseInvalid), async (context) => {
      const { text, from, to, contextVersion, terms } = context.req.valid('json')
      const translation: Translation = await translator.translate(text, { from, to, signal: context.req.raw.signal, ...(contextVersion === undefined ? {} : { contextVersion }), ...(terms === undefined ? {} : { terms }) }).catch((error: unknown) => {
        // Somebody reads it, or nobody would ask; another replica may have it and this one not.
        if (error instanceof DomainError && error.code === 'language-unavailable') void languages.prepare({ from, to }).catch(() => {})
        throw error
      })
      return context.json(translation, 200)
    })
    .get('/readable', (context) => context.json({ languages: readableLanguages(translator) }, 200))
    .get('/languages', async (context) => context.json({ languages: await languages.states() }, 200))
    .post('/languages/prepare', bodyLimit({ maxSize: BODY_MAX, onError: refuseLarge }), zValidator('json', wishSchema, refuseInvalid), async (context) => (
      context.json(await languages.prepare(context.req.valid('json')), 200)
    ))
    .get('/pairs', zValidator('query', pairSchema, refuseInvalid), (context) => {
      const { from, to } = context.req.valid('query')
      return context.json({ available: translator.serves(from, to) }, 200)
    })
    .get('/healthz', (context) => context.json({ status: 'alive' }, 200))
    .get('/readyz', (context) => {
      const languages = readableLanguages(translator)
      return languages.length > 0 ? context.json({ status: 'ready', languages }, 200) : context.json({ status: 'not-ready', languages }, 503)
    })
  app.onError(onProblem(log))
  app.notFound(notFound)
  return app
}

export type TranslateApp = ReturnType<typeof createTranslateApp>

function refuseLarge(): never {
  throw new DomainError('too-large', `Cannot translate: the request is over ${BODY_MAX} bytes`)
}
