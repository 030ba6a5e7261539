import type { Participant } from '../domain/room.ts'
import type { Log } from '../infra/log.ts'
import type { Outbox, Peer } from './peer.ts'
import type { Tap } from './room.ts'
import { Room } from './room.ts'
import type { Workers } from './workers.ts'

/** The server goes away; a client connects again, to this one or to another. */
const CLOSE_GOING_AWAY = 1001

export interface MediaRoomsOptions {
  readonly workers: Workers
  readonly tap: Tap
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
    const { workers, tap, log } = this.#options
    return await Room.create({ roomId, mediaWorker: workers.place(), tap, log, closed })
  }
}
