import { SAMPLE_MAX_BYTES } from '../../domain/voice.ts'
import type { SampleRefusal } from '../../domain/voice.ts'
import { DomainError } from '../../domain/errors.ts'
import { DeadlineError, withDeadline } from '../../infra/deadline.ts'
import { startThread } from '../runtime/thread.ts'
import type { DecodedClip, DecodeRequest } from './decode/clip.ts'

/** Audio with its pauses: a sample holds 30 s of speech at most. */
export const UPLOAD_MAX_MS = 120_000
/** A clip takes a few seconds; what takes longer is made to take long. */
const DEADLINE_MS = 60_000

export type { DecodedClip } from './decode/clip.ts'

export type DecodedUpload =
  | ({ readonly ok: true } & DecodedClip)
  | { readonly ok: false; readonly refusal: Extract<SampleRefusal, 'not-audio' | 'too-big' | 'too-long'>; readonly detail: string }

/**
 * What is in an uploaded file: WAV, MP3, M4A or AAC, Ogg (Opus, Vorbis), WebM (Opus) or FLAC, told by its content. It is decoded in a thread of its
 * own, which ends with it: a hostile file costs no more than that thread and its time. Resolves with the refusal of what is no audio, larger
 * than 20 MB or longer than two minutes; throws `model-unavailable` when the thread dies, and the signal's reason.
 */
export async function decodeUpload(bytes: Uint8Array, { signal, deadlineMs = DEADLINE_MS }: { signal?: AbortSignal; deadlineMs?: number } = {}): Promise<DecodedUpload> {
  if (bytes.length > SAMPLE_MAX_BYTES) return { ok: false, refusal: 'too-big', detail: `${bytes.length} bytes, ${SAMPLE_MAX_BYTES} at most` }
  if (bytes.length === 0) return { ok: false, refusal: 'not-audio', detail: 'The file is empty' }
  const thread = startThread(new URL('./decode/thread.ts', import.meta.url), null, { name: 'decode-upload' })
  try {
    const request: DecodeRequest = { bytes: Uint8Array.from(bytes), maxMs: UPLOAD_MAX_MS }
    const clip = await withDeadline(deadlineMs, [signal], (within) =>
      thread.call<DecodedClip>('decode', request, { signal: within, transfer: [request.bytes.buffer] }))
    return { ok: true, ...clip }
  } catch (error) {
    if (error instanceof DeadlineError) return { ok: false, refusal: 'not-audio', detail: `Reading it took more than ${deadlineMs} ms` }
    if (error instanceof DomainError && error.code === 'invalid-audio') return { ok: false, refusal: 'not-audio', detail: error.message }
    if (error instanceof DomainError && error.code === 'too-large') return { ok: false, refusal: 'too-long', detail: error.message }
    throw error
  } finally {
    // A thread that is caught in a decoder takes a while to stop; nobody needs to wait for it.
    void thread.close()
  }
}
