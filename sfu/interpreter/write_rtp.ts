const HEADER_BYTES = 12

export interface RtpHeader {
  readonly payloadType: number
  /** Wraps at 16 bits. */
  readonly sequence: number
  /** In the codec's clock; wraps at 32 bits. */
  readonly timestamp: number
  readonly ssrc: number
  /** First packet after a silence (RFC 3551, 4.1). */
  readonly marker: boolean
}

/** One RTP packet without extensions (RFC 3550, 5.1). */
export function writeRtp({ payloadType, sequence, timestamp, ssrc, marker }: RtpHeader, payload: Uint8Array): Buffer {
  const packet = Buffer.allocUnsafe(HEADER_BYTES + payload.length)
  packet[0] = 0x80
  packet[1] = (marker ? 0x80 : 0) | payloadType
  packet.writeUInt16BE(sequence & 0xffff, 2)
  packet.writeUInt32BE(timestamp >>> 0, 4)
  packet.writeUInt32BE(ssrc >>> 0, 8)
  packet.set(payload, HEADER_BYTES)
  return packet
}
