import { randomInt } from 'node:crypto'
import type { DirectTransport, Producer } from 'mediasoup/types'
import type { Clock } from '../../infra/clock.ts'
import { createOpusEncoder } from './opus_encoder.ts'
import { createPacer } from './pacer.ts'
import type { Pacer } from './pacer.ts'
import { writeRtp } from './write_rtp.ts'

const PAYLOAD_TYPE = 100

/** What the router forwards as the interpreter's voice over one speaker. */
export type VoiceData = { readonly peerId: string; readonly source: 'interpreter' }

export interface VoiceTrack extends Pick<Pacer, 'push' | 'flush' | 'bufferedMs' | 'below'> {
  readonly producer: Producer<VoiceData>
  close(): void
}

export interface VoiceTrackOptions {
  /** Whose words are spoken. */
  readonly peerId: string
  readonly clock: Clock
  readonly onQuiet: () => void
}

/** A producer that plays PCM in real time: int16, 24 kHz mono → Opus, 20 ms a packet. Throws what mediasoup throws. */
export async function openVoiceTrack(transport: DirectTransport, { peerId, clock, onQuiet }: VoiceTrackOptions): Promise<VoiceTrack> {
  const ssrc = randomInt(1, 2 ** 32)
  const producer = await transport.produce<VoiceData>({
    kind: 'audio',
    rtpParameters: {
      codecs: [{ mimeType: 'audio/opus', payloadType: PAYLOAD_TYPE, clockRate: 48_000, channels: 2, parameters: { useinbandfec: 1 } }],
      encodings: [{ ssrc }],
      rtcp: { cname: 'interpreter' },
    },
    appData: { peerId, source: 'interpreter' },
  })
  const encoder = createOpusEncoder()
  let sequence = randomInt(2 ** 16)
  const offset = randomInt(2 ** 32)
  const pacer = createPacer({
    clock, onQuiet,
    send({ pcm, timestamp, fresh }) {
      if (producer.closed) return
      producer.send(writeRtp({ payloadType: PAYLOAD_TYPE, sequence: sequence++, timestamp: offset + timestamp, ssrc, marker: fresh }, encoder.encode(pcm)))
    },
  })
  const close = () => {
    pacer.close()
    encoder.close()
    producer.close()
  }
  producer.observer.once('close', close)
  return {
    producer,
    push: pacer.push,
    flush: pacer.flush,
    get bufferedMs() {
      return pacer.bufferedMs
    },
    below: pacer.below,
    close,
  }
}
