const FIXED_HEADER_BYTES = 12
/** Second bytes that RFC 5761 leaves to RTCP. */
const RTCP_FIRST = 192
const RTCP_LAST = 223

export interface RtpPacket {
  readonly ssrc: number
  readonly payloadType: number
  /** 16 bits. */
  readonly sequence: number
  /** 32 bits, in the codec's clock. */
  readonly timestamp: number
  readonly marker: boolean
  /** Without header, contributing sources, extensions and padding; a view of the given bytes. */
  readonly payload: Uint8Array
}

/** Reads one RTP packet (RFC 3550, 5.1); null when it is none. */
export function parseRtp(bytes: Uint8Array): RtpPacket | null {
  if (bytes.length < FIXED_HEADER_BYTES) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const [first, second] = [view.getUint8(0), view.getUint8(1)]
  if (first >> 6 !== 2 || (second >= RTCP_FIRST && second <= RTCP_LAST)) return null

  let start = FIXED_HEADER_BYTES + 4 * (first & 0x0f)
  if (first & 0x10) {
    if (start + 4 > bytes.length) return null
    start += 4 + 4 * view.getUint16(start + 2)
  }
  const padding = first & 0x20 ? view.getUint8(bytes.length - 1) : 0
  const end = bytes.length - padding
  if (start > end || (first & 0x20 && padding === 0)) return null
  return {
    ssrc: view.getUint32(8),
    payloadType: second & 0x7f,
    sequence: view.getUint16(2),
    timestamp: view.getUint32(4),
    marker: (second & 0x80) !== 0,
    payload: bytes.subarray(start, end),
  }
}
