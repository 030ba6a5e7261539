const HEADER_BYTES = 44
const BYTES_PER_SAMPLE = 2

/** Length of a file of {@link toWav}, ms. */
export function wavMs(file: Uint8Array, { rateHz }: { readonly rateHz: number }): number {
  return Math.round(((file.byteLength - HEADER_BYTES) / BYTES_PER_SAMPLE / rateHz) * 1000)
}

/** Samples of a file of {@link toWav}. */
export function wavSamples(file: Uint8Array): Int16Array {
  return new Int16Array(file.slice(HEADER_BYTES).buffer)
}

/** A WAV file of mono PCM, signed 16-bit little-endian, in pieces as they came. */
export function toWav(pieces: readonly Int16Array[], { rateHz }: { readonly rateHz: number }): Uint8Array<ArrayBuffer> {
  const dataBytes = pieces.reduce((sum, { byteLength }) => sum + byteLength, 0)
  const file = new Uint8Array(HEADER_BYTES + dataBytes)
  const view = new DataView(file.buffer)
  const write = (at: number, text: string) => file.set(new TextEncoder().encode(text), at)
  write(0, 'RIFF')
  view.setUint32(4, HEADER_BYTES - 8 + dataBytes, true)
  write(8, 'WAVEfmt ')
  view.setUint32(16, 16, true)
  // PCM, one channel.
  view.setUint16(20, 1, true)
  view.setUint16(22, 1, true)
  view.setUint32(24, rateHz, true)
  view.setUint32(28, rateHz * BYTES_PER_SAMPLE, true)
  view.setUint16(32, BYTES_PER_SAMPLE, true)
  view.setUint16(34, 8 * BYTES_PER_SAMPLE, true)
  write(36, 'data')
  view.setUint32(40, dataBytes, true)
  let at = HEADER_BYTES
  for (const piece of pieces) {
    // Every platform that Node and Deno run on is little-endian, so the samples are the bytes.
    file.set(new Uint8Array(piece.buffer, piece.byteOffset, piece.byteLength), at)
    at += piece.byteLength
  }
  return file
}
