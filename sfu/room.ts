import type { Producer, Router, RtpCapabilities, WebRtcTransport } from 'mediasoup/types'
import type { RoomEvent } from '../domain/events.ts'
import type { Participant } from '../domain/room.ts'
import type { MediaSource, PeerInfo, SignalingNotification } from '../domain/signaling.ts'
import { CLOSE_REPLACED, CLOSE_ROOM_GONE } from '../domain/signaling.ts'
import type { Log } from '../infra/log.ts'
import type { ActiveSpeakers } from './active_speakers.ts'
import { createActiveSpeakers } from './active_speakers.ts'
import { createAudience } from './interpreter/audience.ts'
import type { Audience } from './interpreter/audience.ts'
import { createInterpreter } from './interpreter/interpreter.ts'
import type { Interpreter, InterpreterDeps, OpenChannel } from './interpreter/interpreter.ts'
import { MEDIA_CODECS } from './media_codecs.ts'
import type { Direction, Outbox, PeerProducer, ProduceInput } from './peer.ts'
import { Peer } from './peer.ts'
import type { MediaWorker } from './workers.ts'

/** Takes a second, server-side copy of a microphone. */
export interface Tap {
  attach(
    input: { readonly router: Router; readonly producer: Producer; readonly participant: Participant },
  ): Promise<{ close(): void }>
}

export interface RoomOptions {
  readonly roomId: string
  readonly mediaWorker: MediaWorker
  readonly tap: Tap
  /** Whom translations are spoken with; null: nobody. */
  readonly interpreting: InterpreterDeps | null
  readonly log: Log
  /** Called once, when the room has closed. */
  readonly closed: () => void
}

/** Who is in a meeting and who receives what. Closes its peers and its router, and itself when the last one leaves. */
export class Room {
  readonly roomId: string
  readonly router: Router
  readonly #options: RoomOptions
  readonly #log: Log
  readonly #speakers: ActiveSpeakers
  readonly #peers = new Map<string, Peer>()
  readonly #audience: Audience
  readonly #interpreter: Interpreter | null
  #closed = false

  private constructor(options: RoomOptions, { router, speakers }: { router: Router; speakers: ActiveSpeakers }) {
    this.roomId = options.roomId
    this.router = router
    this.#options = options
    this.#log = options.log.with({ roomId: options.roomId })
    this.#speakers = speakers
    const { interpreting } = options
    this.#audience = createAudience({ peers: this.#peers, router, clonedIn: interpreting?.cloned?.languages ?? [] })
    this.#interpreter = interpreting && createInterpreter(interpreting, { router, audience: this.#audience, log: this.#log })
    speakers.listen((peerIds) => this.#broadcast({ notification: 'activeSpeakers', data: { peerIds } }))
    router.once('workerclose', () => this.close(CLOSE_ROOM_GONE, 'The media worker has stopped: connect again'))
    // The worker may have died before anybody listened.
    if (router.closed) this.close(CLOSE_ROOM_GONE, 'The media worker has stopped: connect again')
  }

  static async create(options: RoomOptions): Promise<Room> {
    const router = await options.mediaWorker.worker.createRouter({ mediaCodecs: MEDIA_CODECS })
    return new Room(options, { router, speakers: await createActiveSpeakers(router) })
  }

  get closed(): boolean {
    return this.#closed
  }

  /** Connections of people in it. */
  get people(): number {
    return this.#peers.size
  }

  /** What is spoken over whom now. */
  get channels(): readonly OpenChannel[] {
    return this.#interpreter?.channels ?? []
  }

  /**
   * Lets a participant's connection in; an earlier connection of the same participant is closed.
   * Throws DomainError `unavailable` for a newcomer while the room's worker forwards as much as it can.
   */
  enter(participant: Participant, outbox: Outbox): Peer {
    const earlier = this.#peers.get(participant.peerId)
    if (!earlier && this.#peers.size > 0) this.#options.mediaWorker.requireRoom(`let "${participant.name}" into room "${this.roomId}"`)
    const peer = new Peer({ participant, outbox, log: this.#log.with({ peerId: participant.peerId }) })
    this.#peers.set(peer.peerId, peer)
    if (earlier) {
      this.#part(earlier)
      earlier.disconnect(CLOSE_REPLACED, 'Connected again elsewhere')
    }
    return peer
  }

  /** Makes a peer known to the others. Returns who else has joined. Throws DomainError `conflict`. */
  join(peer: Peer, rtpCapabilities: RtpCapabilities): PeerInfo[] {
    peer.join(rtpCapabilities)
    this.#log.info('peer.joined', { peerId: peer.peerId, people: this.#peers.size })
    this.#broadcast({ notification: 'peerJoined', data: peer.info }, peer)
    return this.#others(peer).map(({ info }) => info)
  }

  /** With the receiving transport come consumers of everything that is there. Throws as `Peer.createTransport`. */
  async createTransport(peer: Peer, direction: Direction): Promise<WebRtcTransport> {
    const { webRtcServer } = this.#options.mediaWorker
    const transport = await peer.createTransport(direction, { router: this.router, webRtcServer })
    if (direction === 'receive') {
      const producers = this.#others(peer).flatMap((other) => other.producers)
      await Promise.all(producers.map((producer) => peer.consume(producer, this.router)))
      this.#interpret(peer)
    }
    return transport
  }

  /** Everyone else receives the new producer. Throws as `Peer.produce`. */
  async produce(peer: Peer, input: ProduceInput): Promise<PeerProducer> {
    const producer = await peer.produce(input)
    if (input.source === 'microphone') {
      void this.#watch(producer)
      void this.#tap(producer, peer.participant)
    }
    for (const other of this.#others(peer)) void other.consume(producer, this.router)
    return producer
  }

  /** Something happened in the room: what people hear may change, and captions are spoken to them. */
  receive(event: RoomEvent): void {
    if (event.type === 'participant-changed' || event.type === 'participant-joined') {
      const { peerId, preferences } = event.participant
      const peer = this.#peers.get(peerId)
      peer?.follow(preferences)
      if (peer) this.#interpret(peer)
    }
    this.#interpreter?.receive(event)
  }

  /** The last one to leave closes the room. Nothing happens for a peer that is gone already. */
  leave(peer: Peer): void {
    if (this.#closed || this.#peers.get(peer.peerId) !== peer) return
    this.#peers.delete(peer.peerId)
    this.#part(peer)
    if (this.#peers.size === 0) this.close(1000, 'Everyone has left')
    else this.#interpreter?.refresh()
  }

  /** Ends someone's connection, telling them why; nothing happens when they are not here. */
  expel(peerId: string, code: number, reason: string): void {
    this.#peers.get(peerId)?.disconnect(code, reason)
  }

  async pauseSource(peerId: string, source: MediaSource): Promise<void> {
    await this.#peers.get(peerId)?.pauseSource(source)
  }

  closeSource(peerId: string, source: MediaSource): void {
    this.#peers.get(peerId)?.closeSource(source)
  }

  /** Closes every peer with its connection, then the router. */
  close(code: number, reason: string): void {
    if (this.#closed) return
    this.#closed = true
    for (const peer of this.#peers.values()) {
      peer.close()
      peer.disconnect(code, reason)
    }
    if (this.#peers.size > 0) this.#log.warn('room.closed', { code, reason, people: this.#peers.size })
    this.#peers.clear()
    this.#interpreter?.close()
    this.router.close()
    this.#options.closed()
  }

  #part(peer: Peer): void {
    const { joined, peerId } = peer
    peer.close()
    if (!joined) return
    this.#log.info('peer.left', { peerId, people: this.#peers.size })
    this.#broadcast({ notification: 'peerLeft', data: { peerId } }, peer)
  }

  /** Lets someone receive the channels that they hear, and no others. */
  #interpret(peer: Peer): void {
    for (const channel of this.channels) void this.#audience.update(peer, channel)
    this.#interpreter?.refresh()
  }

  #others(peer: Peer): Peer[] {
    return [...this.#peers.values()].filter((other) => other.peerId !== peer.peerId && other.joined)
  }

  #broadcast(message: SignalingNotification, except?: Peer): void {
    for (const peer of this.#peers.values()) {
      if (peer.joined && peer.peerId !== except?.peerId) peer.notify(message)
    }
  }

  async #watch(producer: PeerProducer): Promise<void> {
    try {
      await this.#speakers.watch(producer)
    } catch (error) {
      if (!producer.closed) this.#log.error('speakers.failed', { ...producer.appData, error })
    }
  }

  /** Without its tap a microphone is heard but not captioned: the meeting goes on and the log says so. */
  async #tap(producer: PeerProducer, participant: Participant): Promise<void> {
    try {
      const attached = await this.#options.tap.attach({ router: this.router, producer, participant })
      if (producer.closed) attached.close()
      else producer.observer.once('close', () => attached.close())
    } catch (error) {
      if (!producer.closed) {
        this.#log.error('tap.failed', { peerId: participant.peerId, producerId: producer.id, error })
      }
    }
  }
}
