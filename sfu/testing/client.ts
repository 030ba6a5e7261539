import WebSocket from 'ws'
import type {
  Notification,
  Notifications,
  SignalingAnswer,
  SignalingNotification,
  Verb,
  VerbOutputs,
} from '../../domain/signaling.ts'
import type { TestSfu } from './start_sfu.ts'

type Refusal = Extract<SignalingAnswer, { ok: false }>

export interface ConnectOptions {
  readonly roomId?: string
  /** Absent: a stranger. */
  readonly peerId?: string
  /** Of the page; null sends none. */
  readonly origin?: string | null
  readonly query?: string
  readonly protocol?: string
}

/** With the ids of its transports. */
export type JoinedClient = TestClient & { send: string; receive: string }

/** A peer that signals and sends no media. Answers and notifications are kept in the order they came. */
export class TestClient {
  readonly socket: WebSocket
  readonly #waiting: (() => void)[] = []
  readonly #messages: (SignalingAnswer | SignalingNotification)[] = []
  #nextId = 1
  /** Settles with the close code. */
  readonly closed: Promise<number>

  private constructor(socket: WebSocket) {
    this.socket = socket
    this.closed = new Promise((resolve) => socket.once('close', resolve))
    socket.on('message', (text) => {
      this.#messages.push(JSON.parse(String(text)))
      this.#wake()
    })
    socket.on('close', () => this.#wake())
  }

  /** Throws the HTTP status when the server does not upgrade. */
  static async connect(
    sfu: TestSfu,
    { roomId = 'room', peerId, origin = sfu.origin, query = '', protocol }: ConnectOptions,
  ): Promise<TestClient> {
    const address = `${sfu.origin.replace('http', 'ws')}/rooms/${roomId}/signal?${
      peerId ? `peer=${peerId}` : ''
    }${query}`
    const socket = new WebSocket(address, protocol ?? [], origin === null ? {} : { origin })
    const client = new TestClient(socket)
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve)
      socket.once('error', reject)
    })
    return client
  }

  /** Joined, with both transports. */
  static async join(
    sfu: TestSfu,
    options: { roomId?: string; peerId: string },
  ): Promise<JoinedClient> {
    const client = await TestClient.connect(sfu, options)
    const { rtpCapabilities } = await client.ask('capabilities', {})
    await client.ask('join', { rtpCapabilities })
    const send = await client.ask('createTransport', { direction: 'send' })
    const receive = await client.ask('createTransport', { direction: 'receive' })
    return Object.assign(client, { send: send.transportId, receive: receive.transportId })
  }

  /** The data of the answer. Throws when it is a refusal. */
  async ask<V extends Verb>(verb: V, data: unknown): Promise<VerbOutputs[V]> {
    const id = this.request(verb, data)
    const answer = await this.answer(id)
    if (!answer.ok) throw new Error(`${verb}: ${answer.error.code} ${answer.error.message}`)
    return answer.data as VerbOutputs[V]
  }

  /** The code of the refusal. Throws when it is granted. */
  async refused(verb: string, data: unknown): Promise<Refusal['error']> {
    const answer = await this.answer(this.request(verb, data))
    if (answer.ok) throw new Error(`${verb} was granted: ${JSON.stringify(data)}`)
    return answer.error
  }

  /** Sends a request without waiting. Returns its id. */
  request(verb: string, data: unknown): number {
    const id = this.#nextId++
    this.raw(JSON.stringify({ id, verb, data }))
    return id
  }

  raw(message: string | Uint8Array): void {
    this.socket.send(message)
  }

  /** The answer to a request; `null` for the next one without an id. */
  async answer(id: number | null): Promise<SignalingAnswer> {
    return await this.#take((message): message is SignalingAnswer => 'ok' in message && message.id === id)
  }

  /** The next notification of that name. */
  async next<N extends Notification>(name: N): Promise<Notifications[N]> {
    const message = await this.#take((message): message is SignalingNotification =>
      'notification' in message && message.notification === name
    )
    return message.data as Notifications[N]
  }

  /** What came and was not taken. */
  get unread(): readonly (SignalingAnswer | SignalingNotification)[] {
    return this.#messages
  }

  /** Reads nothing more, and so answers no pings. */
  freeze(): void {
    this.socket.pause()
  }

  async close(code?: number): Promise<void> {
    this.socket.close(code)
    await this.closed
  }

  async #take<M extends SignalingAnswer | SignalingNotification>(
    wanted: (message: SignalingAnswer | SignalingNotification) => message is M,
  ): Promise<M> {
    for (;;) {
      const at = this.#messages.findIndex(wanted)
      if (at >= 0) return this.#messages.splice(at, 1)[0] as M
      if (this.socket.readyState === WebSocket.CLOSED) throw new Error(`The socket has closed (${await this.closed})`)
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve()
  }
}
