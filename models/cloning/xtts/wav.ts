import { DomainError } from '../../../domain/errors.ts'
import { XTTS_RATE_HZ } from './api.ts'

const PCM = 1

/**
 * The samples of a WAV file from the engine: PCM s16, mono, 24 kHz. A length of nought in the header, as streams have it, means the rest.
 * Throws DomainError `clone-failed` for anything else.
 */
export function readEngineWav(bytes: Uint8Array): Int16Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const text = (at: number) => String.fromCharCode(...bytes.subarray(at, at + 4))
  if (bytes.length < 12 || text(0) !== 'RIFF' || text(8) !== 'WAVE') throw new DomainError('clone-failed', `XTTS answered ${bytes.length} bytes that are no WAV file`)
  for (let at = 12; at + 8 <= bytes.length;) {
    const size = view.getUint32(at + 4, true)
    if (text(at) === 'fmt ' && at + 24 <= bytes.length) {
      const format = [view.getUint16(at + 8, true), view.getUint16(at + 10, true), view.getUint32(at + 12, true), view.getUint16(at + 22, true)]
      if (format.join() !== `${PCM},1,${XTTS_RATE_HZ},16`) throw new DomainError('clone-failed', `XTTS answered a WAV file of another format: ${format.join(', ')}`)
    }
    if (text(at) === 'data') {
      const end = size === 0 ? bytes.length : Math.min(bytes.length, at + 8 + size)
      return samplesOf(bytes.subarray(at + 8, end))
    }
    at += 8 + size + (size % 2)
  }
  return new Int16Array(0)
}

/** Whole samples, little-endian, in memory of their own. */
export function samplesOf(bytes: Uint8Array): Int16Array {
  const whole = bytes.slice(0, bytes.length - (bytes.length % 2))
  return new Int16Array(whole.buffer)
}
