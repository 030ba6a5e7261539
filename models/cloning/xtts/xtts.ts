import { DUB_RATE_HZ } from '../../../domain/audio.ts'
import { DomainError } from '../../../domain/errors.ts'
import type { Language } from '../../../domain/language.ts'
import { toWav } from '../../../domain/wav.ts'
import type { Log } from '../../../infra/log.ts'
import type { VoiceActivityModel } from '../../vad/vad.ts'
import { checkSpeech } from '../check_speech.ts'
import type { Cloner } from '../cloner.ts'
import { fromXttsCodes, languagesSchema, latentsSchema, REFERENCE_MAX_S, speechSchema, xttsCode } from './api.ts'
import { askXtts } from './ask.ts'
import { packLatents, unpackLatents } from './embedding.ts'
import { createTurns } from './turns.ts'
import { splitForXtts } from './split_text.ts'
import { streamXtts } from './stream.ts'
import { readEngineWav } from './wav.ts'

export interface XttsDeadlines {
  /** `GET /languages`. */
  readonly askMs: number
  readonly embedMs: number
  /** One part of a text: a CPU takes several times as long as the speech lasts. */
  readonly speakMs: number
  /** First sound of a stream, and between two pieces. */
  readonly pieceMs: number
}

export const XTTS_DEADLINES: XttsDeadlines = Object.freeze({ askMs: 5_000, embedMs: 60_000, speakMs: 60_000, pieceMs: 20_000 })
/** How long a list of languages is good for: it changes with the server's model. */
const LANGUAGES_FRESH_MS = 10 * 60_000

export interface XttsOptions {
  readonly url: string
  readonly apiKey?: string
  readonly vad: VoiceActivityModel
  readonly log: Log
  /** Speech as it is made, by `/tts_stream`, instead of whole parts by `/tts`: sooner, and checked at its end only. */
  readonly streaming?: boolean
  readonly deadlines?: Partial<XttsDeadlines>
  readonly fetch?: typeof globalThis.fetch
  readonly now?: () => number
}

/**
 * XTTS v2 behind Coqui's streaming server (github.com/coqui-ai/xtts-streaming-server): `POST /clone_speaker` gives conditioning latents, which go
 * along with every `POST /tts`. One request at a time, as the server asks. What it answers is checked for being speech (`check_speech.ts`).
 */
export function createXtts({ url, apiKey, vad, log, streaming = false, deadlines = {}, fetch = globalThis.fetch, now = Date.now }: XttsOptions): Cloner {
  const address = { url: url.replace(/\/+$/, ''), fetch, ...(apiKey === undefined ? {} : { apiKey }) }
  const { askMs, embedMs, speakMs, pieceMs } = { ...XTTS_DEADLINES, ...deadlines }
  const closing = new AbortController()
  const turns = createTurns()
  let known: { readonly languages: readonly Language[]; readonly atMs: number } | null = null

  const askLanguages = async (signal?: AbortSignal) => {
    const codes = await askXtts(address, '/languages', {}, { signals: [signal, closing.signal], deadlineMs: askMs, read: readAs(languagesSchema) })
    known = { languages: fromXttsCodes(codes), atMs: now() }
    return known.languages
  }

  /** One part by `/tts`, checked. */
  const speakPart = async (body: object, what: { text: string; language: Language }, signal?: AbortSignal) => {
    const wav = await askXtts(address, '/tts', asJson(body), { signals: [signal, closing.signal], deadlineMs: speakMs, read: readAs(speechSchema) })
    const samples = readEngineWav(Uint8Array.from(atob(wav), (character) => character.charCodeAt(0)))
    await checkSpeech(samples, { ...what, vad, ...(signal ? { signal } : {}) })
    return samples
  }

  async function* streamPart(body: object, what: { text: string; language: Language }, signal?: AbortSignal): AsyncGenerator<Int16Array> {
    const pieces: Int16Array[] = []
    for await (const piece of streamXtts(address, body, { signals: [signal, closing.signal], pieceMs })) {
      pieces.push(piece)
      yield piece
    }
    await checkSpeech(join(pieces), { ...what, vad, ...(signal ? { signal } : {}) })
  }

  return {
    engine: 'xtts',
    live: null,
    async languages({ signal } = {}) {
      if (known && now() - known.atMs < LANGUAGES_FRESH_MS) return known.languages
      try {
        return await askLanguages(signal)
      } catch (error) {
        signal?.throwIfAborted()
        log.warn('xtts-languages-failed', { url: address.url, error })
        return known?.languages ?? []
      }
    },
    ready: async ({ signal } = {}) => await askLanguages(signal).then((languages) => languages.length > 0, () => false),
    async embed(samples, { signal } = {}) {
      const reference = join(samples).subarray(0, REFERENCE_MAX_S * DUB_RATE_HZ)
      if (reference.length === 0) throw new DomainError('clone-refused', 'Cannot learn a voice from no samples')
      const form = new FormData()
      form.set('wav_file', new Blob([toWav([reference], { rateHz: DUB_RATE_HZ })], { type: 'audio/wav' }), 'reference.wav')
      return await turns.take([signal, closing.signal], async () => packLatents(await askXtts(address, '/clone_speaker', { method: 'POST', body: form }, {
        signals: [signal, closing.signal], deadlineMs: embedMs, read: readAs(latentsSchema),
      })))
    },
    async *speak({ text, language, embedding }, { signal } = {}) {
      const latents = unpackLatents(embedding)
      const parts = splitForXtts(text, language)
      if (parts.length === 0) throw new DomainError('clone-refused', 'Cannot speak a text without words')
      const languages = known?.languages ?? []
      if (languages.length > 0 && !languages.includes(language)) throw new DomainError('language-unavailable', `XTTS does not speak "${language}"`)
      for (const part of parts) {
        const body = { text: part, language: xttsCode(language), ...latents }
        const what = { text: part, language }
        if (!streaming) {
          yield await turns.take([signal, closing.signal], () => speakPart(body, what, signal))
          continue
        }
        const done = await turns.begin([signal, closing.signal])
        try {
          yield* streamPart(body, what, signal)
        } finally {
          done()
        }
      }
    },
    async close() {
      closing.abort(new DomainError('model-unavailable', 'The cloning engine is closed'))
    },
  }
}

function asJson(body: object): RequestInit {
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}

/** An answer that is not what the server's source says is its failure, not ours. */
function readAs<T>(schema: { safeParse(value: unknown): { success: true; data: T } | { success: false; error: { message: string } } }) {
  return async (response: Response): Promise<T> => {
    const text = await response.text()
    const parsed = schema.safeParse(parseJson(text))
    if (!parsed.success) throw new DomainError('clone-failed', `XTTS answered what cannot be read: ${text.length} characters, ${parsed.error.message.slice(0, 200)}`)
    return parsed.data
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function join(pieces: readonly Int16Array[]): Int16Array {
  const all = new Int16Array(pieces.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const piece of pieces) {
    all.set(piece, at)
    at += piece.length
  }
  return all
}
