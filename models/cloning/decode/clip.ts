import { DUB_RATE_HZ, SPEECH_RATE } from '../../../domain/audio.ts'
import { DomainError } from '../../../domain/errors.ts'
import { decodePieces } from './packets.ts'
import { resample } from './resample.ts'
import { gatherMono } from './samples.ts'
import { sniffFormat } from './sniff.ts'
import type { UploadFormat } from './sniff.ts'

export interface DecodeRequest {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly maxMs: number
}

export interface DecodedClip {
  readonly format: UploadFormat
  readonly durationMs: number
  /** PCM float32 [-1, 1], 16 kHz mono. */
  readonly speech: Float32Array
  /** PCM s16, 24 kHz mono. */
  readonly wide: Int16Array
  readonly clippedShare: number
}

/**
 * A whole file, in the two rates that Parley works with. In whatever thread it is called: `decode_upload.ts` has one for it.
 * Throws DomainError `invalid-audio` for what is no audio, `too-large` for what lasts longer than `maxMs`.
 */
export async function decodeClip({ bytes, maxMs }: DecodeRequest): Promise<DecodedClip> {
  const format = sniffFormat(bytes)
  if (!format) throw new DomainError('invalid-audio', 'Cannot take the file: it is no audio of a known kind')
  const gathered = gatherMono({ maxMs })
  try {
    for await (const piece of decodePieces(bytes, { maxSeconds: maxMs / 1_000 + 1 })) gathered.add(piece)
  } catch (cause) {
    if (cause instanceof DomainError) throw cause
    throw new DomainError('invalid-audio', `Cannot read the ${format} file: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
  const { pcm, sampleRate, clippedShare } = gathered.end()
  const wide = resample(pcm, sampleRate, DUB_RATE_HZ)
  return {
    format,
    durationMs: (pcm.length * 1_000) / sampleRate,
    speech: resample(pcm, sampleRate, SPEECH_RATE),
    wide: Int16Array.from(wide, (sample) => Math.max(-32_768, Math.min(32_767, Math.round(sample * 32_767)))),
    clippedShare,
  }
}
