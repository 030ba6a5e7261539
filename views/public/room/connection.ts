import {
  CLOSE_AT_CAPACITY, CLOSE_LENGTH_OVER, CLOSE_MEETING_OVER, CLOSE_NOT_A_MEMBER, CLOSE_REMOVED, CLOSE_REPLACED, CLOSE_TOO_MANY_MESSAGES,
} from '../../../domain/close_codes.ts'
import type { ConnectionState } from '../../parts/connection_note.tsx'
import { backoffMs, CLOSE_RENEW } from './backoff.ts'
import { Session, type SessionEvents } from './session.ts'
import { Signaling } from './signaling.ts'

const LEFT = 1000
/** A session that lasted this long was a good one: the next wait is short again. */
const LASTED_MS = 10_000
/** A full server is asked again after this long, and up to as long more. */
const BUSY_MS = 15_000

/** The state that a close code leads to for good, or null when a new connection may be tried. */
export function endState(code: number): ConnectionState | null {
  switch (code) {
    case CLOSE_REPLACED:
      return 'replaced'
    case CLOSE_NOT_A_MEMBER:
    case LEFT:
      return 'removed'
    case CLOSE_TOO_MANY_MESSAGES:
      return 'refused'
    case CLOSE_REMOVED:
      return 'expelled'
    case CLOSE_MEETING_OVER:
      return 'ended'
    case CLOSE_LENGTH_OVER:
      return 'length'
    default:
      return null
  }
}

interface ConnectionOptions {
  /** Absolute address of the room's signalling. */
  readonly url: string
  readonly events: SessionEvents
  readonly onState: (state: ConnectionState) => void
  /** A session is there, or (null) is gone. */
  readonly onSession: (session: Session | null) => Promise<void>
}

/** The way to the room: connects, and connects again whenever that is of use. */
export class Connection {
  readonly #options: ConnectionOptions
  #signaling: Signaling | null = null
  #left = false

  constructor(options: ConnectionOptions) {
    this.#options = options
  }

  /** Runs until the server or the user ends it. */
  async run(): Promise<void> {
    const { onState } = this.#options
    onState('connecting')
    for (let attempt = 0; !this.#left; attempt++) {
      const startedMs = performance.now()
      const code = await this.#once()
      const end = endState(code)
      if (this.#left) return
      if (end) return onState(end)
      const busy = code === CLOSE_AT_CAPACITY
      onState(busy ? 'busy' : 'reconnecting')
      if (performance.now() - startedMs >= LASTED_MS) attempt = 0
      await pause(busy ? BUSY_MS * (1 + Math.random()) : backoffMs(attempt, Math.random()))
    }
  }

  /** Leaves: the others are told at once. */
  leave(): void {
    this.#left = true
    const signaling = this.#signaling
    signaling?.request('leave', {}).catch((error) => console.info('Left without an answer', error)).finally(() =>
      signaling.close(LEFT)
    )
  }

  async #once(): Promise<number> {
    const { url, events, onState, onSession } = this.#options
    const signaling = new Signaling(new WebSocket(url))
    this.#signaling = signaling
    let session: Session | null = null
    try {
      await signaling.opened
      session = await Session.open(signaling, events)
      onState('connected')
      await onSession(session)
    } catch (error) {
      console.warn('The meeting cannot be joined', error)
      // A browser without WebRTC still follows the captions, so it stays connected.
      if (error instanceof Error && error.name === 'UnsupportedError') onState('failed')
      else signaling.close(CLOSE_RENEW)
    }
    const code = await signaling.closed
    session?.close()
    await onSession(null)
    return code
  }
}

/** Waits, but no longer than until the browser says that the network is back. */
function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      removeEventListener('online', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    addEventListener('online', done)
  })
}
