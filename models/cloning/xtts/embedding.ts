import { DomainError } from '../../../domain/errors.ts'
import type { Latents } from './api.ts'
import { LATENT_COLUMNS, SPEAKER_SIZE } from './api.ts'

const MAGIC = 0x5854_5401 // "XTT", version 1
const HEADER_BYTES = 8

/** Latents as bytes: header, rows, speaker embedding, all float32 little-endian. What the server sends is half precision, so nothing is lost. */
export function packLatents({ gpt_cond_latent, speaker_embedding }: Latents): Uint8Array {
  const values = [...gpt_cond_latent.flat(), ...speaker_embedding]
  const bytes = new Uint8Array(HEADER_BYTES + 4 * values.length)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, MAGIC)
  view.setUint32(4, gpt_cond_latent.length)
  values.forEach((value, index) => view.setFloat32(HEADER_BYTES + 4 * index, value, true))
  return bytes
}

/** Throws DomainError `clone-refused` for bytes that are none: the voice has to be learned again. */
export function unpackLatents(bytes: Uint8Array): Latents {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const rows = bytes.length >= HEADER_BYTES ? view.getUint32(4) : 0
  if (rows === 0 || view.getUint32(0) !== MAGIC || bytes.length !== HEADER_BYTES + 4 * (rows * LATENT_COLUMNS + SPEAKER_SIZE)) {
    throw new DomainError('clone-refused', `Cannot speak in this voice: its ${bytes.length} bytes are no latents of XTTS`)
  }
  const read = (first: number, count: number) => Array.from({ length: count }, (_, i) => view.getFloat32(HEADER_BYTES + 4 * (first + i), true))
  return {
    gpt_cond_latent: Array.from({ length: rows }, (_, index) => read(index * LATENT_COLUMNS, LATENT_COLUMNS)),
    speaker_embedding: read(rows * LATENT_COLUMNS, SPEAKER_SIZE),
  }
}
