import { DomainError } from '../../domain/errors.ts'
import { DeadlineError, withDeadline } from '../../infra/deadline.ts'
import type { SpeakRequest, Voice } from './voice.ts'

/** Longest wait for the next sound of an engine before another one gets its turn, ms. */
const PIECE_MS = 4_000

export interface SpeakOnceOptions {
  readonly signal: AbortSignal
  readonly pieceMs?: number
}

/**
 * The sound of one engine, which is called off when the reader leaves, the signal aborts or nothing comes in time.
 * Throws DomainError `timeout`, `internal` for an engine that ends without a sample, what the engine threw, or the signal's reason.
 */
export async function* speakOnce(voice: Voice, request: SpeakRequest, { signal, pieceMs = PIECE_MS }: SpeakOnceOptions): AsyncGenerator<Int16Array> {
  const working = new AbortController()
  const callOff = () => working.abort(signal.reason)
  signal.addEventListener('abort', callOff, { once: true })
  let samples = 0
  try {
    const pieces = voice.speak(request, { signal: working.signal })[Symbol.asyncIterator]()
    for (;;) {
      const { done, value } = await withDeadline(pieceMs, [signal], () => pieces.next())
      if (done) break
      samples += value.length
      if (value.length > 0) yield value
    }
    if (samples === 0) throw new DomainError('internal', `The voice "${voice.engine}" brought no sound`)
  } catch (error) {
    if (error instanceof DeadlineError) throw new DomainError('timeout', `The voice "${voice.engine}" brought nothing within ${pieceMs} ms`, { cause: error })
    throw error
  } finally {
    signal.removeEventListener('abort', callOff)
    // Its generator is not asked to return: one that hangs would hang here as well.
    working.abort(new DomainError('unavailable', 'Nobody listens any more'))
  }
}
