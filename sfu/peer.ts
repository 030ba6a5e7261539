import type {
  Consumer,
  DtlsParameters,
  IceParameters,
  Producer,
  Router,
  RtpCapabilities,
  RtpParameters,
  WebRtcTransport,
} from 'mediasoup/types'
import { DomainError } from '../domain/errors.ts'
import type { Language } from '../domain/language.ts'
import type { Hears, Participant, Preferences } from '../domain/room.ts'
import type { MediaSource, PeerInfo, SignalingNotification } from '../domain/signaling.ts'
import type { Log } from '../infra/log.ts'
import { createConsumers } from './consumers.ts'
import type { Consumers, SourceData } from './consumers.ts'
import type { MediaWorker } from './workers.ts'

/** bit/s that bandwidth estimation starts from towards a client: one middle simulcast layer and some voices. */
const OUTGOING_START_BPS = 1_000_000
/** bit/s that a client may send: a camera in three layers, a screen and two sounds. */
const INCOMING_MAX_BPS = 8_000_000

/** A peer's way out: its signalling connection. */
export interface Outbox {
  notify(message: SignalingNotification): void
  close(code: number, reason: string): void
}

export type Direction = 'send' | 'receive'
export type ProducerData = { readonly peerId: string; readonly source: MediaSource }
export type PeerProducer = Producer<ProducerData>

export interface ProduceInput {
  readonly transportId: string
  readonly kind: 'audio' | 'video'
  readonly source: MediaSource
  readonly rtpParameters: RtpParameters
  readonly paused: boolean
}

/** One connection of a participant with its transports, producers and consumers. Its room closes it. */
export class Peer {
  readonly participant: Participant
  readonly #outbox: Outbox
  readonly #log: Log
  readonly #transports = new Map<Direction, WebRtcTransport>()
  readonly #connected = new Set<string>()
  readonly #producers = new Map<string, PeerProducer>()
  readonly #consumers: Consumers
  #preferences: Preferences
  #rtpCapabilities: RtpCapabilities | null = null
  #closed = false

  constructor({ participant, outbox, log }: { participant: Participant; outbox: Outbox; log: Log }) {
    this.participant = participant
    this.#outbox = outbox
    this.#log = log
    this.#preferences = participant.preferences
    this.#consumers = createConsumers({ notify: (message) => outbox.notify(message), log })
  }

  get peerId(): string {
    return this.participant.peerId
  }

  get info(): PeerInfo {
    return { peerId: this.peerId, name: this.participant.name }
  }

  get joined(): boolean {
    return this.#rtpCapabilities !== null && !this.#closed
  }

  get producers(): PeerProducer[] {
    return [...this.#producers.values()]
  }

  get notify(): Outbox['notify'] {
    return this.#outbox.notify
  }

  /** Throws DomainError `conflict` the second time. */
  join(rtpCapabilities: RtpCapabilities): void {
    if (this.#rtpCapabilities) throw new DomainError('conflict', 'Cannot join: this connection has joined already')
    this.#rtpCapabilities = rtpCapabilities
  }

  /** Throws DomainError `conflict` before joining, and for a second one in the same direction. */
  async createTransport(
    direction: Direction,
    { router, webRtcServer }: { router: Router; webRtcServer: MediaWorker['webRtcServer'] },
  ): Promise<WebRtcTransport> {
    if (!this.#rtpCapabilities) throw new DomainError('conflict', `Cannot create a ${direction} transport: join first`)
    if (this.#transports.has(direction)) {
      throw new DomainError('conflict', `Cannot create a ${direction} transport: there is one already`)
    }
    const transport = await router.createWebRtcTransport({
      webRtcServer,
      enableUdp: true,
      enableTcp: true,
      preferUdp: true,
      initialAvailableOutgoingBitrate: OUTGOING_START_BPS,
    })
    if (this.#closed) {
      transport.close()
      throw new DomainError('conflict', `Cannot create a ${direction} transport: the connection has ended`)
    }
    this.#transports.set(direction, transport)
    transport.on('dtlsstatechange', (dtlsState) => {
      if (dtlsState === 'failed') this.#log.warn('transport.dtls-failed', { transportId: transport.id, direction })
    })
    if (direction === 'send') await transport.setMaxIncomingBitrate(INCOMING_MAX_BPS)
    return transport
  }

  /** Throws DomainError `not-found`, `conflict` when it is connected already, `invalid-input`. */
  async connectTransport(transportId: string, dtlsParameters: DtlsParameters): Promise<void> {
    const transport = this.#transport(transportId)
    if (this.#connected.has(transportId)) {
      throw new DomainError('conflict', `Cannot connect transport "${transportId}": it is connected already`)
    }
    await orInvalid(`Cannot connect transport "${transportId}"`, transport, transport.connect({ dtlsParameters }))
    this.#connected.add(transportId)
  }

  /** Throws DomainError `not-found`. */
  async restartIce(transportId: string): Promise<IceParameters> {
    return await this.#transport(transportId).restartIce()
  }

  /** Throws DomainError `not-found`, `conflict` for the wrong transport or a second of its source, `invalid-input`. */
  async produce({ transportId, kind, source, rtpParameters, paused }: ProduceInput): Promise<PeerProducer> {
    const transport = this.#transport(transportId)
    if (transport !== this.#transports.get('send')) {
      throw new DomainError('conflict', `Cannot produce on transport "${transportId}": it is for receiving`)
    }
    if (this.#ofSource(source)) {
      throw new DomainError('conflict', `Cannot produce ${source}: there is one already`)
    }
    const appData: ProducerData = { peerId: this.peerId, source }
    const producer = await orInvalid(
      `Cannot produce ${source}`,
      transport,
      transport.produce<ProducerData>({ kind, rtpParameters, paused, appData }),
    )
    const producerId = producer.id
    this.#producers.set(producerId, producer)
    producer.observer.once('close', () => {
      this.#producers.delete(producerId)
      this.#log.info('producer.closed', { producerId, source })
    })
    this.#log.info('producer.opened', {
      producerId,
      source,
      kind,
      type: producer.type,
      codec: rtpParameters.codecs[0]?.mimeType,
    })
    return producer
  }

  /** One's own producer. Throws DomainError `not-found`. */
  producer(producerId: string): PeerProducer {
    return found(this.#producers.get(producerId), 'producer', producerId)
  }

  /** Pauses a source for its owner, who is told and may resume it. */
  async pauseSource(source: MediaSource): Promise<void> {
    const producer = this.#ofSource(source)
    if (!producer || producer.paused) return
    await producer.pause()
    if (!producer.closed) this.notify({ notification: 'producerPaused', data: { source } })
  }

  /** Ends a source for its owner, who is told and may produce it anew. */
  closeSource(source: MediaSource): void {
    const producer = this.#ofSource(source)
    if (!producer) return
    producer.close()
    this.notify({ notification: 'producerClosed', data: { source } })
  }

  /** One's own consumer. Throws DomainError `not-found`. */
  consumer(consumerId: string): Consumer {
    return found(this.#consumers.find(consumerId), 'consumer', consumerId)
  }

  /** This person changed what they read or hear. */
  follow(preferences: Preferences): void {
    this.#preferences = preferences
  }

  /** With which voice translations into this language are spoken for this person; null: with none. */
  hears(language: Language): Exclude<Hears, 'original'> | null {
    const { hears, reads } = this.#preferences
    return this.joined && hears !== 'original' && reads === language ? hears : null
  }

  /** Receives a producer, paused until the client asks; nothing happens without a receiving transport. Null when it is not received. */
  async consume(producer: Producer<SourceData>, router: Router): Promise<Consumer | null> {
    const transport = this.#transports.get('receive')
    const rtpCapabilities = this.#rtpCapabilities
    return transport && rtpCapabilities ? await this.#consumers.open(producer, { transport, router, rtpCapabilities }) : null
  }

  /** Receives a producer no longer. */
  stopConsuming(producerId: string): void {
    this.#consumers.stop(producerId)
  }

  /** Ends the connection, telling the client why. */
  disconnect(code: number, reason: string): void {
    this.#outbox.close(code, reason)
  }

  /** Closes its transports, and with them its producers and consumers. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    for (const transport of this.#transports.values()) transport.close()
  }

  #ofSource(source: MediaSource): PeerProducer | undefined {
    return this.producers.find(({ appData }) => appData.source === source)
  }

  #transport(transportId: string): WebRtcTransport {
    return found([...this.#transports.values()].find(({ id }) => id === transportId), 'transport', transportId)
  }
}

/** Only one's own things are looked up, so a stranger's id is answered like one that never was. */
function found<T>(value: T | undefined, noun: string, id: string): T {
  if (value === undefined) throw new DomainError('not-found', `Cannot find ${noun} "${id}" on this connection`)
  return value
}

/** What mediasoup refuses while the transport lives is the client's mistake. */
async function orInvalid<T>(action: string, transport: WebRtcTransport, result: Promise<T>): Promise<T> {
  try {
    return await result
  } catch (cause) {
    if (transport.closed) throw new DomainError('unavailable', `${action}: the transport has closed`, { cause })
    throw new DomainError('invalid-input', `${action}: ${(cause as Error).message}`, { cause })
  }
}
