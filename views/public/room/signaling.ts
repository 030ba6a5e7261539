import type {
  Notification,
  Notifications,
  SignalingAnswer,
  SignalingError,
  SignalingNotification,
  Verb,
  VerbInput,
  VerbOutputs,
} from '../../../domain/signaling.ts'

const ANSWER_WITHIN_MS = 10_000

/** A request that the server refused, or that it did not answer (`code` is then `timeout` or `unavailable`). */
export class SignalingRefusal extends Error {
  readonly code: SignalingError['code']

  constructor({ code, message }: Pick<SignalingError, 'code' | 'message'>) {
    super(message)
    this.name = 'SignalingRefusal'
    this.code = code
  }
}

interface Waiting {
  readonly resolve: (data: unknown) => void
  readonly reject: (error: Error) => void
  readonly timer: ReturnType<typeof setTimeout>
}

/** What this needs of a WebSocket. */
export type Socket = Pick<WebSocket, 'send' | 'close' | 'addEventListener' | 'readyState'>

/** One connection to the room's signalling: typed requests with their answers, and notifications. */
export class Signaling {
  readonly #socket: Socket
  readonly #waiting = new Map<number, Waiting>()
  readonly #listeners = new Map<Notification, (data: never) => void>()
  #nextId = 0
  /** Resolves when the connection is up. Rejects when it ends before. */
  readonly opened: Promise<void>
  /** Resolves with the close code when the connection has ended. */
  readonly closed: Promise<number>

  constructor(socket: Socket) {
    this.#socket = socket
    this.opened = new Promise((resolve, reject) => {
      socket.addEventListener('open', () => resolve())
      socket.addEventListener('close', (event) => reject(new Error(`Signalling closed with ${event.code}`)))
    })
    // Whoever only awaits `closed` need not handle this one too.
    this.opened.catch(() => undefined)
    this.closed = new Promise((resolve) => {
      socket.addEventListener('close', (event) => {
        for (const { reject, timer } of this.#waiting.values()) {
          clearTimeout(timer)
          reject(new SignalingRefusal({ code: 'unavailable', message: 'The connection to the server ended' }))
        }
        this.#waiting.clear()
        resolve(event.code)
      })
    })
    socket.addEventListener('message', (event) => this.#receive(String(event.data)))
  }

  /**
   * Sends a request. Throws a SignalingRefusal: the server's, or one of its own after 10 s or at the end of the
   * connection.
   */
  request<V extends Verb>(verb: V, data: VerbInput<V>): Promise<VerbOutputs[V]> {
    const id = this.#nextId++
    return new Promise((resolve, reject) => {
      if (this.#socket.readyState !== WebSocket.OPEN) {
        return reject(new SignalingRefusal({ code: 'unavailable', message: `Cannot ask for "${verb}": not connected` }))
      }
      const timer = setTimeout(() => {
        this.#waiting.delete(id)
        reject(
          new SignalingRefusal({ code: 'timeout', message: `No answer to "${verb}" within ${ANSWER_WITHIN_MS} ms` }),
        )
      }, ANSWER_WITHIN_MS)
      this.#waiting.set(id, { resolve: (answer) => resolve(answer as VerbOutputs[V]), reject, timer })
      this.#socket.send(JSON.stringify({ id, verb, data }))
    })
  }

  /** Sets what happens on a notification; one listener for each. */
  on<N extends Notification>(notification: N, listener: (data: Notifications[N]) => void): void {
    this.#listeners.set(notification, listener)
  }

  close(code = 1000): void {
    this.#socket.close(code)
  }

  #receive(text: string): void {
    const message = JSON.parse(text) as SignalingAnswer | SignalingNotification
    if ('notification' in message) {
      this.#listeners.get(message.notification)?.(message.data as never)
      return
    }
    const waiting = message.id === null ? undefined : this.#waiting.get(message.id)
    if (!waiting) {
      if (!message.ok) console.warn('Signalling', message.error)
      return
    }
    this.#waiting.delete(message.id!)
    clearTimeout(waiting.timer)
    if (message.ok) waiting.resolve(message.data)
    else waiting.reject(new SignalingRefusal(message.error))
  }
}
