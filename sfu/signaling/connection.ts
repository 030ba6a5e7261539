import { DomainError } from '../../domain/errors.ts'
import type { Participant } from '../../domain/room.ts'
import type { SignalingAnswer, SignalingNotification } from '../../domain/signaling.ts'
import { CLOSE_AT_CAPACITY, CLOSE_TOO_MANY_MESSAGES, requestSchema, SIGNALING_MESSAGE_MAX } from '../../domain/signaling.ts'
import type { Clock } from '../../infra/clock.ts'
import type { Log } from '../../infra/log.ts'
import type { Peer } from '../peer.ts'
import type { Presence } from '../presence.ts'
import type { Room } from '../room.ts'
import type { MediaRooms } from '../rooms.ts'
import { isVerb, verbs } from './table.ts'
import { createTokenBucket } from './token_bucket.ts'
import type { ShareMicrophone } from './verb.ts'

const REQUESTS_PER_SECOND = 50
const REQUESTS_BURST = 100
/** Bytes that may wait for a client that does not read; then it is let go. */
const UNREAD_MAX = 1024 * 1024
const CLOSE_LEFT = 1000
const CLOSE_SLOW = 1008

/** The WebSocket, as far as signalling needs it. */
export interface SignalingSocket {
  send(text: string): void
  close(code: number, reason: string): void
  /** Bytes sent and not yet taken by the network. */
  readonly unread: number
}

export interface Connection {
  /** One message of the socket; binary ones are refused. */
  receive(message: unknown): void
  /** The socket has closed; a client that ends it with 1000 leaves for good. */
  ended(code: number): void
}

export interface ConnectionOptions {
  readonly participant: Participant
  readonly socket: SignalingSocket
  readonly rooms: MediaRooms
  readonly presence: Presence
  readonly shareMicrophone?: ShareMicrophone | undefined
  readonly clock: Clock
  readonly log: Log
}

/**
 * Lets a participant into the room and serves the socket's requests one at a time, each with one answer, in order.
 * A notification caused while a request is at work follows its answer.
 */
export function openConnection({ participant, socket, rooms, presence, shareMicrophone, clock, log }: ConnectionOptions): Connection {
  const bucket = createTokenBucket({ perSecond: REQUESTS_PER_SECOND, burst: REQUESTS_BURST, clock })
  let entered: { room: Room; peer: Peer } | null = null
  let open = true
  let deliberate = false
  let held: SignalingNotification[] | null = null

  const depart = () => {
    open = false
    if (entered) entered.room.leave(entered.peer)
    presence.gone(participant, { deliberate })
  }
  const close = (code: number, reason: string) => {
    if (!open) return
    depart()
    socket.close(code, reason)
  }
  const send = (message: SignalingAnswer | SignalingNotification) => {
    if (!open) return
    socket.send(JSON.stringify(message))
    if (socket.unread > UNREAD_MAX) close(CLOSE_SLOW, 'Messages are not being read')
  }
  const refuse = (id: number | null, error: unknown) => send({ id, ok: false, error: toSignalingError(error) })
  const notify = (message: SignalingNotification) => {
    if (held) held.push(message)
    else send(message)
  }

  presence.arrived(participant)
  let tail: Promise<void> = rooms.enter(participant, { notify, close }).then(
    (inside) => {
      entered = inside
      if (!open) inside.room.leave(inside.peer)
    },
    (error: unknown) => {
      log.error('signaling.not-entered', { roomId: participant.roomId, peerId: participant.peerId, error })
      close(CLOSE_AT_CAPACITY, 'No media worker is free: try again in a minute')
    },
  )

  const serve = async (message: string | DomainError) => {
    if (!open || !entered) return
    held = []
    let id: number | null = null
    try {
      const request = parse(message, (known) => (id = known))
      const data = await verbs[request.verb]({ ...entered, shareMicrophone, leave: () => (deliberate = true) }, request.data)
      send({ id: request.id, ok: true, data })
    } catch (error) {
      if (!(error instanceof DomainError)) {
        log.error('signaling.failed', { roomId: participant.roomId, peerId: participant.peerId, error })
      }
      refuse(id, error)
    }
    const waiting = held
    held = null
    waiting.forEach(send)
    if (deliberate) close(CLOSE_LEFT, 'Left')
  }

  return {
    receive(message) {
      if (!open) return
      if (!bucket.take()) {
        refuse(null, new DomainError('too-many-requests', `Too many messages: at most ${REQUESTS_PER_SECOND} a second`))
        log.warn('signaling.flooded', { roomId: participant.roomId, peerId: participant.peerId })
        return close(CLOSE_TOO_MANY_MESSAGES, 'Too many messages')
      }
      const checked = check(message)
      tail = tail.then(() => serve(checked))
    },
    ended(code) {
      deliberate ||= code === CLOSE_LEFT
      if (open) depart()
    },
  }
}

/** What is refused by its size or type is not kept until its turn. */
function check(message: unknown): string | DomainError {
  if (typeof message !== 'string') {
    return new DomainError('invalid-input', 'Cannot read the message: it is binary, not text')
  }
  const bytes = Buffer.byteLength(message)
  if (bytes <= SIGNALING_MESSAGE_MAX) return message
  return new DomainError(
    'too-large',
    `Cannot read the message: it has ${bytes} bytes of at most ${SIGNALING_MESSAGE_MAX}`,
  )
}

function parse(
  message: string | DomainError,
  known: (id: number) => void,
): { id: number; verb: keyof typeof verbs; data: unknown } {
  if (message instanceof DomainError) throw message
  let json: unknown
  try {
    json = JSON.parse(message)
  } catch (cause) {
    throw new DomainError('invalid-input', 'Cannot read the message: it is not JSON', { cause })
  }
  const id = requestSchema.shape.id.safeParse((json as { id?: unknown } | null)?.id)
  if (id.success) known(id.data)
  const request = requestSchema.safeParse(json)
  if (!request.success) {
    throw new DomainError('invalid-input', 'Cannot read the message: it is not { id, verb, data }', {
      cause: request.error,
    })
  }
  const { verb } = request.data
  if (!isVerb(verb)) throw new DomainError('not-found', `There is no verb "${verb}"`)
  return { ...request.data, verb }
}

function toSignalingError(error: unknown): { code: DomainError['code']; message: string; retryable: boolean } {
  const known = error instanceof DomainError
    ? error
    : new DomainError('internal', 'Something went wrong on our side', { cause: error })
  return { code: known.code, message: known.message, retryable: known.retryable }
}
