import { getAllAudioUrls } from 'google-tts-api'
import { MPEGDecoder } from 'mpg123-decoder'
import { DUB_RATE_HZ } from '../../../domain/audio.ts'
import { DomainError } from '../../../domain/errors.ts'
import { createResampler } from '../resample.ts'
import type { Resampler } from '../resample.ts'
import { toInt16 } from '../samples.ts'
import type { Voice } from '../voice.ts'
import { GOOGLE_CODES } from './codes.ts'

/** Where Google's pages read texts aloud. */
export const GOOGLE_URL = 'https://translate.google.com'
/** More sound than any sentence has: 200 characters are less than a minute. */
const BYTES_MAX = 2_000_000
/** Where a text of more than 200 characters is cut, beside spaces. */
const PUNCTUATION = '.,;:!?。，、！？'

export interface GoogleOptions {
  readonly url?: string
  readonly fetch?: typeof globalThis.fetch
}

/**
 * The voice of Google Translate's pages (google-tts-api): every text leaves for Google's servers. MP3, decoded as it comes; `speed` is left
 * as it is, since they know two speeds only. Errors: DomainError `unavailable` (refused, away, no sound), `invalid-audio`.
 */
export function createGoogle({ url = GOOGLE_URL, fetch = globalThis.fetch }: GoogleOptions = {}): Voice {
  return {
    engine: 'google',
    speaks: (language) => GOOGLE_CODES[language] !== undefined,
    async *speak({ text, language }, { signal }) {
      const lang = GOOGLE_CODES[language]
      if (lang === undefined) throw new DomainError('language-unavailable', `Google does not speak "${language}"`)
      for (const part of getAllAudioUrls(text, { lang, host: url.replace(/\/+$/, ''), splitPunct: PUNCTUATION })) {
        signal.throwIfAborted()
        yield* decode(await ask(part.url, { fetch, signal }))
      }
    },
    async close() {},
  }
}

async function ask(url: string, { fetch, signal }: { fetch: typeof globalThis.fetch; signal: AbortSignal }): Promise<ReadableStream<Uint8Array>> {
  const answer = await fetch(url, { signal, headers: { accept: 'audio/mpeg' } }).catch((cause: unknown) => {
    signal.throwIfAborted()
    throw new DomainError('unavailable', 'Google cannot be reached', { cause })
  })
  const type = answer.headers.get('content-type') ?? 'none'
  if (answer.ok && answer.body && /^audio\/mpeg\b/.test(type)) return answer.body
  await answer.body?.cancel()
  throw new DomainError('unavailable', `Google does not speak: it answered ${answer.status} with content of type "${type}"`)
}

async function* decode(body: ReadableStream<Uint8Array>): AsyncGenerator<Int16Array> {
  const decoder = new MPEGDecoder()
  let resampler: Resampler | null = null
  let bytes = 0
  try {
    await decoder.ready
    for await (const chunk of body) {
      bytes += chunk.length
      if (bytes > BYTES_MAX) throw new DomainError('invalid-audio', `Google sent over ${BYTES_MAX} bytes for a sentence`)
      const { channelData: [left], sampleRate } = decoder.decode(chunk)
      if (!left || left.length === 0) continue
      resampler ??= createResampler(sampleRate, DUB_RATE_HZ)
      yield toInt16(resampler.push(left))
    }
  } finally {
    decoder.free()
  }
  if (!resampler) throw new DomainError('invalid-audio', `Google sent ${bytes} bytes without a sound`)
  yield toInt16(resampler.flush())
}
