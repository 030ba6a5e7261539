import { Device, type types } from 'mediasoup-client'
import type { HeardSource, MediaSource, Notifications } from '../../../domain/signaling.ts'
import { FIRST_LAYER } from './layers.ts'
import type { Signaling } from './signaling.ts'
import { openTransport } from './transports.ts'

/** Three sizes of the camera, so that each receiver gets what its tile and line can take (180, 360 and 720 lines). */
const CAMERA_LAYERS: RTCRtpEncodingParameters[] = [
  { rid: 'q', scaleResolutionDownBy: 4, maxBitrate: 150_000, scalabilityMode: 'L1T3' } as RTCRtpEncodingParameters,
  { rid: 'h', scaleResolutionDownBy: 2, maxBitrate: 500_000, scalabilityMode: 'L1T3' } as RTCRtpEncodingParameters,
  { rid: 'f', scaleResolutionDownBy: 1, maxBitrate: 1_800_000, scalabilityMode: 'L1T3' } as RTCRtpEncodingParameters,
]
const SCREEN_BITRATE = 2_500_000
/** Enough that the largest layer is sent from the start; a narrower line is noticed within a second. */
const CAMERA_START_KBPS = 1_500

const INTERPRETER_AHEAD_MS = 150

/** Media that comes from someone else. */
export interface Incoming {
  readonly consumerId: string
  readonly peerId: string
  readonly source: HeardSource
  readonly track: MediaStreamTrack
}

/** What a session tells the page. */
export interface SessionEvents {
  incoming(media: Incoming, paused: boolean): void
  incomingEnded(consumerId: string): void
  incomingPaused(consumerId: string, paused: boolean): void
  speaking(peerIds: readonly string[]): void
  interpreting(news: Notifications['interpreting']): void
  /** A host muted, or ended, what we send of this source. */
  held(source: MediaSource): void
  /** The media path to or from the server. */
  path(direction: 'send' | 'receive', state: types.ConnectionState): void
}

/** Our media in one room over one signalling connection. */
export class Session {
  readonly #signaling: Signaling
  readonly #device: Device
  readonly #sending: types.Transport
  readonly #receiving: types.Transport
  readonly #producers = new Map<MediaSource, types.Producer>()
  readonly #consumers = new Map<string, types.Consumer>()
  /** Consumers that ended while they were being set up. */
  readonly #ended = new Set<string>()

  private constructor(signaling: Signaling, device: Device, sending: types.Transport, receiving: types.Transport) {
    this.#signaling = signaling
    this.#device = device
    this.#sending = sending
    this.#receiving = receiving
  }

  /** Joins. Throws a SignalingRefusal, or mediasoup-client's UnsupportedError where the browser cannot do WebRTC. */
  static async open(signaling: Signaling, events: SessionEvents): Promise<Session> {
    // The server may announce media before we have the answer that opens the path to receive it.
    const early: Notifications['newConsumer'][] = []
    signaling.on('newConsumer', (announced) => early.push(announced))
    const device = await Device.factory()
    const { rtpCapabilities } = await signaling.request('capabilities', {})
    await device.load({ routerRtpCapabilities: rtpCapabilities as unknown as types.RtpCapabilities })
    await signaling.request('join', { rtpCapabilities: { ...device.recvRtpCapabilities } as never })
    const [sending, receiving] = await Promise.all([
      openTransport('send', { signaling, device, onState: (state) => events.path('send', state) }),
      openTransport('receive', { signaling, device, onState: (state) => events.path('receive', state) }),
    ])
    const session = new Session(signaling, device, sending, receiving)
    session.#listen(events)
    for (const announced of early) session.#consume(announced, events)
    return session
  }

  /** Starts to send a track. Its end is up to the caller: the session does not stop tracks. */
  async send(source: MediaSource, track: MediaStreamTrack, { paused = false } = {}): Promise<void> {
    await this.stop(source)
    const producer = await this.#sending.produce({
      track,
      stopTracks: false,
      appData: { source, paused },
      ...this.#encoding(source),
    })
    this.#producers.set(source, producer)
    if (paused) producer.pause()
  }

  /** Puts another track in the place of the one that is sent, without a new negotiation. */
  async replace(source: MediaSource, track: MediaStreamTrack): Promise<void> {
    await this.#producers.get(source)?.replaceTrack({ track })
  }

  sends(source: MediaSource): boolean {
    return this.#producers.has(source)
  }

  async setPaused(source: MediaSource, paused: boolean): Promise<void> {
    const producer = this.#producers.get(source)
    if (!producer || producer.paused === paused) return
    if (paused) producer.pause()
    else producer.resume()
    await this.#signaling.request(paused ? 'pauseProducer' : 'resumeProducer', { producerId: producer.id })
  }

  async stop(source: MediaSource): Promise<void> {
    const producer = this.#producers.get(source)
    if (!producer) return
    this.#producers.delete(source)
    producer.close()
    await this.#signaling.request('closeProducer', { producerId: producer.id })
  }

  /** Asks for one of the three sizes of someone's camera. */
  async prefer(consumerId: string, spatialLayer: number): Promise<void> {
    if (this.#consumers.has(consumerId)) {
      await this.#signaling.request('setPreferredLayers', { consumerId, spatialLayer })
    }
  }

  close(): void {
    this.#sending.close()
    this.#receiving.close()
  }

  #encoding(source: MediaSource): Pick<types.ProducerOptions, 'encodings' | 'codecOptions' | 'codec'> {
    if (source === 'microphone') return { codecOptions: { opusStereo: false, opusDtx: true, opusFec: true } }
    if (source === 'share-audio') return { codecOptions: { opusStereo: true, opusFec: true } }
    const codec = this.#device.sendRtpCapabilities.codecs?.find(({ mimeType }) =>
      mimeType.toLowerCase() === 'video/vp8'
    )
    const encodings = source === 'camera' ? CAMERA_LAYERS : [{ maxBitrate: SCREEN_BITRATE }]
    return { encodings, codecOptions: { videoGoogleStartBitrate: CAMERA_START_KBPS }, ...(codec && { codec }) }
  }

  #listen(events: SessionEvents): void {
    const signaling = this.#signaling
    signaling.on('newConsumer', (announced) => this.#consume(announced, events))
    signaling.on('consumerClosed', ({ consumerId }) => {
      const consumer = this.#consumers.get(consumerId)
      if (!consumer) this.#ended.add(consumerId)
      consumer?.close()
      this.#consumers.delete(consumerId)
      events.incomingEnded(consumerId)
    })
    signaling.on('consumerPaused', ({ consumerId }) => events.incomingPaused(consumerId, true))
    signaling.on('consumerResumed', ({ consumerId }) => events.incomingPaused(consumerId, false))
    signaling.on('producerPaused', ({ source }) => {
      this.#producers.get(source)?.pause()
      events.held(source)
    })
    signaling.on('producerClosed', ({ source }) => {
      this.#producers.get(source)?.close()
      this.#producers.delete(source)
      events.held(source)
    })
    signaling.on('interpreting', (news) => events.interpreting(news))
    signaling.on('activeSpeakers', ({ peerIds }) => events.speaking(peerIds))
  }

  #consume(announced: Notifications['newConsumer'], events: SessionEvents): void {
    const receive = async () => {
      const { consumerId, producerId, peerId, kind, source } = announced
      const rtpParameters = announced.rtpParameters as unknown as types.RtpParameters
      // One stream a source: a shared screen must not wait for the lips of the camera.
      const consumer = await this.#receiving.consume({
        id: consumerId,
        producerId,
        kind,
        rtpParameters,
        streamId: `${peerId}-${source}`,
      })
      if (this.#ended.delete(consumerId)) return consumer.close()
      this.#consumers.set(consumerId, consumer)
      if (source === 'interpreter' && consumer.rtpReceiver) keepAhead(consumer.rtpReceiver)
      events.incoming({ consumerId, peerId, source, track: consumer.track }, announced.producerPaused)
      // The smallest layer is always sent, so its picture comes soonest; the page asks for more once it is there.
      const small = source === 'camera'
        ? this.#signaling.request('setPreferredLayers', { consumerId, spatialLayer: FIRST_LAYER })
        : null
      await Promise.all([small, this.#signaling.request('resumeConsumer', { consumerId })])
    }
    receive().catch((error) => console.warn(`Media of ${announced.peerId} cannot be shown`, error))
  }
}

/** The server sends the interpreter's voice this far ahead: browsers that are not told would play it faster until nothing is left of that. */
function keepAhead(receiver: RTCRtpReceiver & { jitterBufferTarget?: number | null }): void {
  if ('jitterBufferTarget' in receiver) receiver.jitterBufferTarget = INTERPRETER_AHEAD_MS
}
