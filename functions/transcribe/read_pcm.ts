import { DomainError } from '../../domain/errors.ts'
import type { Pcm } from '../../domain/audio.ts'

const MEDIA_TYPE = 'application/octet-stream'

/**
 * The body of a request as samples: float32 little-endian.
 * Throws DomainError `invalid-input` for another media type, `invalid-audio` for half a sample.
 */
export async function readPcm(request: Request): Promise<Pcm> {
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? 'none'
  if (type !== MEDIA_TYPE) throw new DomainError('invalid-input', `Cannot transcribe: the body's type is "${type}", not ${MEDIA_TYPE}`)
  const bytes = await request.arrayBuffer()
  if (bytes.byteLength % Float32Array.BYTES_PER_ELEMENT !== 0) {
    throw new DomainError('invalid-audio', `Cannot transcribe ${bytes.byteLength} bytes: not a whole number of float32 samples`)
  }
  // Every platform that Node and Deno run on is little-endian, so the bytes are the samples.
  return new Float32Array(bytes)
}
