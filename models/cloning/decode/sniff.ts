export type UploadFormat = 'wav' | 'mp3' | 'mp4' | 'aac' | 'ogg' | 'webm' | 'flac'

const EBML = 0x1a45dfa3

/** What a file is by its first bytes, whatever its name says; null for what is none of these. */
export function sniffFormat(bytes: Uint8Array): UploadFormat | null {
  const text = (from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to))
  if (text(0, 4) === 'RIFF' && text(8, 12) === 'WAVE') return 'wav'
  if (text(0, 4) === 'OggS') return 'ogg'
  if (text(0, 4) === 'fLaC') return 'flac'
  if (text(4, 8) === 'ftyp' || text(4, 8) === 'styp') return 'mp4'
  if (bytes.length > 4 && new DataView(bytes.buffer, bytes.byteOffset).getUint32(0) === EBML) return 'webm'
  return sniffMpeg(text(0, 3) === 'ID3' ? bytes.subarray(tagBytes(bytes)) : bytes)
}

/** Frames of MPEG audio begin with eleven set bits; layer 0 is AAC's ADTS. An ID3 tag is skipped before. */
function sniffMpeg(bytes: Uint8Array): UploadFormat | null {
  const [first = 0, second = 0, third = 0] = bytes
  if (first !== 0xff || (second & 0xe0) !== 0xe0) return null
  const layer = (second >> 1) & 3
  if (layer === 0) return (second & 0xf0) === 0xf0 ? 'aac' : null
  const [version, bitrate, rate] = [(second >> 3) & 3, third >> 4, (third >> 2) & 3]
  return version !== 1 && bitrate !== 15 && rate !== 3 ? 'mp3' : null
}

/** Length of an ID3v2 tag: four times seven bits, and its header. */
function tagBytes(bytes: Uint8Array): number {
  return 10 + [6, 7, 8, 9].reduce((size, at) => (size << 7) | ((bytes[at] ?? 0) & 0x7f), 0)
}
