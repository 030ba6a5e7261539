import { DomainError } from '../../../domain/errors.ts'
import { DeadlineError, withDeadline } from '../../../infra/deadline.ts'
import { asXttsError, askXtts } from './ask.ts'
import type { XttsAddress } from './ask.ts'
import { samplesOf } from './wav.ts'

const PATH = '/tts_stream'

export interface StreamOptions {
  readonly signals: readonly (AbortSignal | undefined)[]
  /** Longest wait for the first sound, and between two pieces, ms. */
  readonly pieceMs: number
}

/**
 * `POST /tts_stream`: raw PCM s16 24 kHz as it is made. The server sends its 200 before it begins: what fails afterwards is a connection that breaks
 * or a body that ends early, which shows here or in the length of the speech. Throws as `askXtts` does.
 */
export async function* streamXtts(address: XttsAddress, body: object, { signals, pieceMs }: StreamOptions): AsyncGenerator<Int16Array> {
  // The deadline of `askXtts` ends with the head of the answer; its body is read here, each piece in its own time.
  const reader = await askXtts(address, PATH, {
    method: 'POST', headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...body, add_wav_header: false, stream_chunk_size: '20' }),
  }, { signals, deadlineMs: pieceMs, read: async (response) => response.body?.getReader() })
  if (!reader) throw new DomainError('clone-failed', 'XTTS answered nothing')
  let odd = new Uint8Array(0)
  try {
    for (;;) {
      const { done, value } = await withDeadline(pieceMs, signals, () => reader.read())
      if (done) return
      const bytes = new Uint8Array(odd.length + value.length)
      bytes.set(odd)
      bytes.set(value, odd.length)
      odd = bytes.slice(bytes.length - (bytes.length % 2))
      if (bytes.length > 1) yield samplesOf(bytes)
    }
  } catch (error) {
    for (const signal of signals) signal?.throwIfAborted()
    throw error instanceof DeadlineError ? new DomainError('timeout', `XTTS sent nothing for ${pieceMs} ms`, { cause: error }) : asXttsError(error, PATH)
  } finally {
    await reader.cancel().catch(() => {})
  }
}
