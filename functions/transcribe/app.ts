import { zValidator } from '@hono/zod-validator'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { z } from 'zod'
import type { Transcript } from '../../domain/caption.ts'
import { DomainError } from '../../domain/errors.ts'
import { languageSchema } from '../../domain/language.ts'
import type { Log } from '../../infra/log.ts'
import { AUDIO_MAX_SAMPLES } from '../../models/whisper/check_audio.ts'
import { HINTS_MAX } from '../../models/whisper/recogniser.ts'
import type { Recogniser } from '../../models/whisper/recogniser.ts'
import { notFound, onProblem, refuseInvalid } from '../problem.ts'
import { readPcm } from './read_pcm.ts'

const BODY_MAX = AUDIO_MAX_SAMPLES * Float32Array.BYTES_PER_ELEMENT

/** More tokens than the decoder holds are no draft. */
const DRAFT_MAX = 224

/** Of all hints, characters. */
const HINT_LETTERS_MAX = 1_000

const querySchema = z.object({
  /** A code, or `auto` to detect. */
  language: z.union([z.literal('auto').transform(() => null), languageSchema]).default(null),
  /** What the speaker has spoken so far, for `auto`. */
  expected: languageSchema.optional(),
  window: z.enum(['sized', 'live', 'quick', 'full']).default('sized'),
  wordTimes: z.stringbool().default(false),
  spoken: z.stringbool().default(false),
  /** Tokens with commas between them. */
  draft: z.string().max(DRAFT_MAX * 7).transform((list) => list.split(',').map(Number)).pipe(z.array(z.int().nonnegative()).max(DRAFT_MAX)).optional(),
  /** Words that may have been said, with line feeds between them. */
  hints: z.string().max(HINT_LETTERS_MAX).transform((list) => list.split('\n')).pipe(z.array(z.string().min(1)).max(HINTS_MAX)).optional(),
  /** The model whose tokens they are. */
  draftModel: z.string().min(1).max(255).optional(),
})

export interface TranscribeDeps {
  /** Opened, which means warm. */
  readonly recogniser: Recogniser
  readonly log: Log
}

/**
 * Speech → text. `POST /transcribe?language=&expected=&window=&wordTimes=&spoken=&draft=&draftModel=&hints=` takes PCM float32 little-endian, 16 kHz mono, at most 30 s, as
 * `application/octet-stream` and answers a Transcript. `GET /healthz`, `GET /readyz`. Errors are problem+json.
 */
export function createTranscribeApp({ recogniser, log }: TranscribeDeps) {
  const app = new Hono()
    .post('/transcribe', bodyLimit({ maxSize: BODY_MAX, onError: refuseLarge }), zValidator('query', querySchema, refuseInvalid), async (context) => {
      const pcm = await readPcm(context.req.raw)
      const transcript: Transcript = await recogniser.recognise(pcm, { ...context.req.valid('query'), signal: context.req.raw.signal })
      return context.json(transcript, 200)
    })
    .get('/healthz', (context) => context.json({ status: 'alive' }, 200))
    // The recogniser is opened and warmed before the app is made, so being asked is being ready.
    .get('/readyz', (context) => context.json({ status: 'ready' }, 200))
  app.onError(onProblem(log))
  app.notFound(notFound)
  return app
}

export type TranscribeApp = ReturnType<typeof createTranscribeApp>

function refuseLarge(): never {
  throw new DomainError('too-large', `Cannot transcribe: the audio is over ${BODY_MAX} bytes, which is 30 s`)
}
