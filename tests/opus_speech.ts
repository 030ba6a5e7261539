import { fileURLToPath } from 'node:url'
import { readFile } from 'node:fs/promises'
import type { Pcm } from '../domain/audio.ts'
import { readWav } from './read_wav.ts'

const FIXTURES = new URL('fixtures/', import.meta.url)
export const PACKET_MS = 20
export const PACKET_SAMPLES = 960

/** For tests: 11 s of speech as PCM, 16 kHz, and as Opus packets of 20 ms (libopus, 32 kbit/s, with in-band FEC). */
export async function readSpeech(): Promise<{ pcm: Pcm; packets: readonly Uint8Array[] }> {
  const ogg = await readFile(new URL('jfk.opus', FIXTURES))
  // The first two packets are the headers of Ogg Opus.
  return { pcm: await readWav(new URL('jfk.wav', FIXTURES)), packets: readOggPackets(ogg).slice(2) }
}

export interface RtpFields {
  readonly sequence: number
  readonly timestamp: number
  readonly ssrc?: number
  readonly payloadType?: number
}

/** One RTP packet; numbers wrap as they do on the wire. */
export function buildRtp(
  { sequence, timestamp, ssrc = 1111, payloadType = 100 }: RtpFields,
  payload: Uint8Array,
): Buffer {
  const packet = Buffer.alloc(12 + payload.length)
  packet[0] = 0x80
  packet[1] = payloadType
  packet.writeUInt16BE(sequence & 0xffff, 2)
  packet.writeUInt32BE(timestamp >>> 0, 4)
  packet.writeUInt32BE(ssrc, 8)
  packet.set(payload, 12)
  return packet
}

function readOggPackets(bytes: Buffer): Uint8Array[] {
  const packets: Uint8Array[] = []
  let parts: Uint8Array[] = []
  for (let page = 0; page < bytes.length;) {
    const segments = bytes.readUInt8(page + 26)
    let at = page + 27 + segments
    for (let segment = 0; segment < segments; segment++) {
      const length = bytes.readUInt8(page + 27 + segment)
      parts.push(bytes.subarray(at, at + length))
      at += length
      // A segment of less than 255 bytes ends its packet.
      if (length === 255) continue
      packets.push(Buffer.concat(parts))
      parts = []
    }
    page = at
  }
  return packets
}

/** The shipped Silero VAD. */
export const SILERO_FILE: string = fileURLToPath(new URL('../models/bundled/silero-vad/model.onnx', import.meta.url))
