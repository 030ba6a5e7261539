import type { Participant } from '../domain/room.ts'
import type { Log } from '../infra/log.ts'
import type { Decisions } from './moderation.ts'
import { moderate } from './moderation.ts'
import type { InterpreterDeps } from './interpreter/interpreter.ts'
import type { Outbox, Peer } from './peer.ts'
import type { Tap } from './room.ts'
import { Room } from './room.ts'
import type { Workers } from './workers.ts'

/** The server goes away; a client connects again, to this one or to another. */
const CLOSE_GOING_AWAY = 1001

export interface MediaRoomsOptions {
  readonly workers: Workers
  readonly tap: Tap
  readonly decisions: Decisions
  /** What speaks translations; null or absent: nobody is interpreted. */
  readonly interpreting?: InterpreterDeps | null
  readonly log: Log
}

/** The meetings under way here: opened for the first one who enters, gone with the last one who leaves. */
export class MediaRooms {
  readonly #options: MediaRoomsOptions
  readonly #rooms = new Map<string, Promise<Room>>()

  constructor(options: MediaRoomsOptions) {
    this.#options = options
  }

  get size(): number {
    return this.#rooms.size
  }

  /** Those with someone in them, or about to be. */
  get roomIds(): string[] {
    return [...this.#rooms.keys()]
  }

  /** Connections of people in all of them. */
  async people(): Promise<number> {
    const rooms = await Promise.all(this.#rooms.values())
    return rooms.reduce((sum, { people }) => sum + people, 0)
  }

  /** The room of that id, or null when nobody is in it. */
  async find(roomId: string): Promise<Room | null> {
    return (await this.#rooms.get(roomId)) ?? null
  }

  /** Throws DomainError `unavailable` when no media worker runs. */
  async enter(participant: Participant, outbox: Outbox): Promise<{ room: Room; peer: Peer }> {
    for (;;) {
      const room = await this.#open(participant.roomId)
      // It may have closed behind its last peer, or with its worker, while we waited.
      if (!room.closed) return { room, peer: room.enter(participant, outbox) }
    }
  }

  /** Ends someone's connection, if it is here. */
  async expel({ roomId, peerId }: { readonly roomId: string; readonly peerId: string }, code: number, reason: string): Promise<void> {
    (await this.find(roomId))?.expel(peerId, code, reason)
  }

  /** Closes every room. */
  async close(): Promise<void> {
    const rooms = await Promise.allSettled(this.#rooms.values())
    for (const result of rooms) {
      if (result.status === 'fulfilled') result.value.close(CLOSE_GOING_AWAY, 'The server is going away')
    }
  }

  #open(roomId: string): Promise<Room> {
    const open = this.#rooms.get(roomId)
    if (open) return open
    const forget = () => {
      if (this.#rooms.get(roomId) === room) this.#rooms.delete(roomId)
    }
    const room: Promise<Room> = this.#create(roomId, forget)
    this.#rooms.set(roomId, room)
    room.then((opened) => opened.closed && forget(), forget)
    return room
  }

  async #create(roomId: string, closed: () => void): Promise<Room> {
    const { workers, tap, decisions, interpreting = null, log } = this.#options
    let ended = () => closed()
    const room = await Room.create({ roomId, mediaWorker: workers.place(), tap, interpreting, log, closed: () => ended() })
    // Before anyone enters, so that no decision about them is missed.
    const unsubscribe = await decisions(roomId, (event) => {
      room.receive(event)
      moderate(room, event).catch((error: unknown) => log.error('room.not-moderated', { roomId, type: event.type, error }))
    }).catch((error: unknown) => {
      room.close(CLOSE_GOING_AWAY, 'What hosts decide would not be heard here: connect again')
      throw error
    })
    const end = () => void unsubscribe().catch((error: unknown) => log.warn('room.still-subscribed', { roomId, error }))
    ended = () => {
      closed()
      end()
    }
    if (room.closed) end()
    return room
  }
}
