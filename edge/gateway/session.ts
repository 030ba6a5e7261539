import type { Context } from 'hono'
import { deleteCookie, getSignedCookie, setSignedCookie } from 'hono/cookie'
import { DomainError } from '../../domain/errors.ts'
import type { Participant } from '../../domain/room.ts'
import type { Rooms } from '../../functions/rooms/rooms.ts'

const COOKIE = 'parley-session'
const LONGEST_MEETING_S = 24 * 60 * 60

export interface SessionOptions {
  readonly secret: string
  /** True where pages are served over TLS. */
  readonly secure: boolean
  readonly rooms: Pick<Rooms, 'participant'>
}

/** Who is asking: a signed cookie for each room, valid below that room's address only. */
export interface Session {
  /** For a member, and for someone who asks to be one. */
  start(c: Context, person: Pick<Participant, 'roomId' | 'peerId'>): Promise<void>
  /** What the browser was called by in this room, member or not; null for a stranger. */
  peerId(c: Context, roomId: string): Promise<string | null>
  /** The member of this room who asks, or null. */
  identify(c: Context, roomId: string): Promise<Participant | null>
  /** Throws DomainError `unauthorised` for anyone but a member. */
  require(c: Context, roomId: string): Promise<Participant>
  end(c: Context, roomId: string): void
}

export function createSession({ secret, secure, rooms }: SessionOptions): Session {
  const read = async (c: Context, roomId: string): Promise<string | null> => {
    const value = await getSignedCookie(c, secret, COOKIE)
    if (!value) return null
    // The room is inside the signature: a cookie of one room opens no other.
    const [cookieRoom, peerId] = value.split('/')
    return cookieRoom === roomId && peerId ? peerId : null
  }
  const identify = async (c: Context, roomId: string): Promise<Participant | null> => {
    const peerId = await read(c, roomId)
    if (peerId === null) return null
    try {
      return await rooms.participant({ roomId, peerId })
    } catch (error) {
      if (error instanceof DomainError && error.code === 'not-found') return null
      throw error
    }
  }
  // Whatever stands in the address: not every character may stand in a header.
  const pathOf = (roomId: string) => `/rooms/${encodeURIComponent(roomId)}`
  return {
    identify,
    peerId: read,
    async start(c, { roomId, peerId }) {
      await setSignedCookie(c, COOKIE, `${roomId}/${peerId}`, secret, { path: pathOf(roomId), secure, httpOnly: true, sameSite: 'Lax', maxAge: LONGEST_MEETING_S })
    },
    async require(c, roomId) {
      const participant = await identify(c, roomId)
      if (!participant) throw new DomainError('unauthorised', `Cannot enter room "${roomId.slice(0, 40)}": join it first`)
      return participant
    },
    end(c, roomId) {
      deleteCookie(c, COOKIE, { path: pathOf(roomId), secure })
    },
  }
}
