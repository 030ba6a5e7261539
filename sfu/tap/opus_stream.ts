import { OpusDecoder } from 'opus-decoder'
import { opusFrameSamples } from './opus_packet.ts'

/** Decodes one Opus stream to PCM float32 [-1, 1], 48 kHz mono; stereo is mixed down by the decoder. */
export interface OpusStream {
  /** @param packet a well-formed packet. Null when the decoder refuses it. */
  decode(packet: Uint8Array): Float32Array | null
  /** Makes up that many samples after what was decoded last; they fade away when it goes on. */
  conceal(samples: number): Float32Array
  close(): void
}

/**
 * libopus in WebAssembly (`opus-decoder`). Its wrapper does not offer loss concealment, but libopus takes a packet of
 * a table-of-contents byte alone (a frame of length 0) for a lost frame, and conceals exactly one frame of that length.
 */
export async function createOpusStream(): Promise<OpusStream> {
  const decoder = new OpusDecoder({ channels: 1 })
  await decoder.ready
  let lastToc: number | null = null
  let closed = false

  const run = (packet: Uint8Array): Float32Array | null => {
    const { channelData: [pcm], samplesDecoded } = decoder.decodeFrame(packet)
    return pcm && samplesDecoded > 0 ? pcm : null
  }

  return {
    decode(packet) {
      const pcm = run(packet)
      if (pcm) lastToc = packet[0] ?? null
      return pcm
    },
    conceal(samples) {
      const pcm = new Float32Array(samples)
      if (lastToc === null) return pcm
      const frame = Uint8Array.of(lastToc & ~0x03)
      for (let at = 0; at < samples; at += opusFrameSamples(lastToc)) {
        const made = run(frame)
        if (made) pcm.set(made.subarray(0, samples - at), at)
      }
      return pcm
    },
    close() {
      if (closed) return
      closed = true
      decoder.free()
    },
  }
}
