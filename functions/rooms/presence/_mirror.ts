import type { Participant } from '../../../domain/room.ts'
import { participantSchema } from '../../../domain/room.ts'

/** What this process last wrote or read about someone. Times are this process's. */
export interface Entry {
  /** null: removed. */
  readonly participant: Participant | null
  readonly revision: number
  /** 0 for someone who was not put as present. */
  readonly presentUntilMs: number
  readonly keptUntilMs: number
  /** Written or renewed by this process. */
  readonly own: boolean
  /** Not yet known to the server. */
  readonly pending: boolean
}

/** Who is in the rooms that this process deals with, for as long as the server cannot say it. */
export interface Mirror {
  get(roomId: string, peerId: string): Entry | undefined
  set(roomId: string, peerId: string, entry: Entry): void
  delete(roomId: string, peerId: string): void
  entries(roomId: string): readonly (readonly [peerId: string, Entry])[]
  roomIds(): readonly string[]
  clear(): void
}

/** Beyond `roomsMax` the room that was used least lately gives way, unless someone whom this process put is present in it. */
export function createMirror({ roomsMax = 5_000 }: { roomsMax?: number } = {}): Mirror {
  // A Map keeps the order of insertion: the first room is the one used least lately.
  const rooms = new Map<string, Map<string, Entry>>()

  const evict = () => {
    for (const [roomId, people] of rooms) {
      if ([...people.values()].some(({ own, participant }) => own && participant?.present)) continue
      rooms.delete(roomId)
      return
    }
  }
  return {
    get: (roomId, peerId) => rooms.get(roomId)?.get(peerId),
    set(roomId, peerId, entry) {
      const people = rooms.get(roomId) ?? new Map<string, Entry>()
      rooms.delete(roomId)
      if (rooms.size >= roomsMax) evict()
      rooms.set(roomId, people.set(peerId, entry))
    },
    delete(roomId, peerId) {
      const people = rooms.get(roomId)
      people?.delete(peerId)
      if (people?.size === 0) rooms.delete(roomId)
    },
    entries: (roomId) => [...(rooms.get(roomId) ?? [])],
    roomIds: () => [...rooms.keys()],
    clear: () => rooms.clear(),
  }
}

/** Reads what the scripts answer: the server's time, then peerId and value of each. What cannot be read is as if it were not there. */
export function readAnswer(answer: readonly unknown[], nowMs: number): Map<string, Entry> {
  const aheadMs = Number(answer[0]) - nowMs
  const read = new Map<string, Entry>()
  for (let i = 1; i + 1 < answer.length; i += 2) {
    const entry = readValue(String(answer[i + 1]), aheadMs)
    if (entry) read.set(String(answer[i]), entry)
  }
  return read
}

function readValue(value: string, aheadMs: number): Entry | null {
  const head = value.indexOf('\n')
  const [revision = 0, presentUntil = 0, keptUntil = 0] = value.slice(0, head).split(' ').map(Number)
  const json = value.slice(head + 1)
  const parsed = json === '' ? null : participantSchema.safeParse(JSON.parse(json))
  if (parsed && !parsed.success) return null
  return {
    participant: parsed ? parsed.data : null, revision, own: false, pending: false,
    presentUntilMs: presentUntil === 0 ? 0 : presentUntil - aheadMs, keptUntilMs: keptUntil - aheadMs,
  }
}
