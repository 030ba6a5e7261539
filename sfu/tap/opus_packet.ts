/** Opus counts in samples of 48 kHz, whatever its bandwidth. */
export const OPUS_RATE = 48_000
const PACKET_SAMPLES_MAX = (120 * OPUS_RATE) / 1000
const FRAME_BYTES_MAX = 1275
/** No packet that a network carries is larger. */
const PACKET_BYTES_MAX = 1_500
/** An encoder that stops sending says so with a packet of one or two bytes. */
const DTX_BYTES_MAX = 2

const SILK_FRAME_SAMPLES = [480, 960, 1920, 2880] as const
const HYBRID_FRAME_SAMPLES = [480, 960] as const
const CELT_FRAME_SAMPLES = [120, 240, 480, 960] as const

/** Length of the audio in an Opus packet, samples at 48 kHz; null when the packet is malformed (RFC 6716, 3.4). */
export function opusDurationSamples(packet: Uint8Array): number | null {
  const toc = packet[0]
  if (toc === undefined || packet.length > PACKET_BYTES_MAX) return null
  const frames = countFrames(toc & 0x03, packet)
  const samples = frames * opusFrameSamples(toc)
  return frames > 0 && samples <= PACKET_SAMPLES_MAX ? samples : null
}

/** Length of one frame by the table-of-contents byte, samples at 48 kHz. */
export function opusFrameSamples(toc: number): number {
  const config = toc >> 3
  if (config < 12) return SILK_FRAME_SAMPLES[(config & 3) as 0 | 1 | 2 | 3]
  if (config < 16) return HYBRID_FRAME_SAMPLES[(config & 1) as 0 | 1]
  return CELT_FRAME_SAMPLES[(config & 3) as 0 | 1 | 2 | 3]
}

/** True when nothing follows this packet before somebody speaks again. */
export function isDtx(packet: Uint8Array): boolean {
  return packet.length <= DTX_BYTES_MAX
}

/** Frames in a packet; 0 when their lengths do not fit it. */
function countFrames(code: number, packet: Uint8Array): number {
  const bytes = packet.length - 1
  if (code === 0) return bytes <= FRAME_BYTES_MAX ? 1 : 0
  if (code === 1) return bytes % 2 === 0 && bytes / 2 <= FRAME_BYTES_MAX ? 2 : 0
  if (code === 2) {
    const size = readSize(packet, 1)
    return size && size.bytes <= packet.length - size.next && packet.length - size.next - size.bytes <= FRAME_BYTES_MAX
      ? 2
      : 0
  }
  return countSignalledFrames(packet)
}

function countSignalledFrames(packet: Uint8Array): number {
  const header = packet[1]
  if (header === undefined) return 0
  const frames = header & 0x3f
  let at = 2
  let padding = 0
  if (header & 0x40) {
    for (let byte = 255; byte === 255; at++) {
      byte = packet[at] ?? -1
      if (byte < 0) return 0
      padding += byte === 255 ? 254 : byte
    }
  }
  let bytes = packet.length - padding
  if (header & 0x80) {
    for (let frame = 1; frame < frames; frame++) {
      const size = readSize(packet, at)
      if (!size) return 0
      at = size.next
      bytes -= size.bytes
    }
    return bytes >= at && bytes - at <= FRAME_BYTES_MAX ? frames : 0
  }
  const each = (bytes - at) / frames
  return bytes >= at && Number.isInteger(each) && each <= FRAME_BYTES_MAX ? frames : 0
}

function readSize(packet: Uint8Array, at: number): { bytes: number; next: number } | null {
  const first = packet[at]
  if (first === undefined) return null
  if (first < 252) return { bytes: first, next: at + 1 }
  const second = packet[at + 1]
  return second === undefined ? null : { bytes: first + 4 * second, next: at + 2 }
}
