import { DomainError } from '../../domain/errors.ts'
import { DeadlineError, withDeadline } from '../../infra/deadline.ts'

/** Longest wait for the next piece, ms. */
const PIECE_MS = 10_000

export interface ReadSoundOptions {
  readonly signal: AbortSignal
  readonly pieceMs?: number
}

/**
 * A body's bytes as samples (int16 little-endian), as they come; a sample that two pieces share is put together. Leaving, and the
 * signal, cancel the body. Throws DomainError `invalid-audio` for half a sample at the end, `timeout`, `unavailable` for a body that breaks off.
 */
export async function* readSound(body: ReadableStream<Uint8Array>, { signal, pieceMs = PIECE_MS }: ReadSoundOptions): AsyncGenerator<Int16Array> {
  const reader = body.getReader()
  let half: number | null = null
  try {
    for (;;) {
      const { done, value } = await withDeadline(pieceMs, [signal], () => reader.read())
      if (done) break
      const bytes: Uint8Array<ArrayBuffer> = new Uint8Array((half === null ? 0 : 1) + value.length)
      if (half !== null) bytes[0] = half
      bytes.set(value, half === null ? 0 : 1)
      half = bytes.length % 2 === 1 ? bytes[bytes.length - 1]! : null
      if (bytes.length > 1) yield new Int16Array(bytes.buffer, 0, bytes.length >> 1)
    }
    if (half !== null) throw new DomainError('invalid-audio', 'The function "speak" sent half a sample')
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof DomainError) throw error
    if (error instanceof DeadlineError) throw new DomainError('timeout', `The function "speak" sent nothing more within ${pieceMs} ms`, { cause: error })
    throw new DomainError('unavailable', 'The function "speak" broke off', { cause: error })
  } finally {
    await reader.cancel().catch(() => {})
  }
}
