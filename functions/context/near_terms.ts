import { DomainError } from '../../domain/errors.ts'
import { termKey } from '../../domain/vocabulary.ts'
import type { Log } from '../../infra/log.ts'
import type { Metrics } from '../../infra/metrics/metrics.ts'
import type { Passage as FoundPassage, RoomDocuments } from '../documents/documents.ts'
import { ordinalOf } from '../documents/room_documents.ts'
import { around } from './room_terms.ts'
import type { FoundTerm, Passage } from './room_terms.ts'
import { warnSeldom } from './warn_seldom.ts'

/** Terms that are kept of what was found for a room. */
const NEAR_MAX = 100
const PASSAGES = 8
/** A line is searched with what was said just before it: "Yes, that one." says little of what it is about. */
const SAID_WORDS = 40
const DEADLINE_MS = 2_000
const FORGET_AFTER_MS = 30 * 60_000

/** A term that stands in a passage near to what is being said. */
export interface NearTerm extends FoundTerm {
  readonly passage: Passage
}

/** What the documents of rooms have on what is said there: searched for each final line, in the background. */
export interface NearTerms {
  /** A line was said. Resolves when its search is over, and never rejects: what fails is counted. While one is under way in the room, the lines that come meanwhile are searched for together. */
  said(roomId: string, text: string): Promise<void>
  /** Terms of the passages that were found, the latest and nearest first, 100 at most. The same array until there are others. */
  of(roomId: string): readonly NearTerm[]
  /** The room's documents are others now. */
  forget(roomId: string): void
  close(): Promise<void>
}

export interface NearTermsDeps {
  readonly search: RoomDocuments['search']
  /** Terms of these pieces' documents that stand in them. */
  readonly termsIn: (passages: readonly Piece[]) => Promise<readonly FoundTerm[]>
  readonly metrics: Metrics
  readonly log: Log
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

/** A piece of a document. */
export interface Piece {
  readonly documentId: string
  readonly ordinal: number
}

interface Room {
  said: string
  usedMs: number
  searching: Promise<void> | null
  /** Something was said since the search under way began. */
  again: boolean
  near: readonly NearTerm[]
  /** Goes up when the room's documents change: what was found before is of no use. */
  documents: number
}

const NONE: readonly NearTerm[] = []

export function createNearTerms({ search, termsIn, metrics, log, now }: NearTermsDeps): NearTerms {
  const rooms = new Map<string, Room>()
  const failed = warnSeldom({ log, now }, 'context-search-failed')

  const find = async (roomId: string, text: string): Promise<NearTerm[]> => {
    const passages = (await search({ roomId, text, limit: PASSAGES, deadlineMs: DEADLINE_MS })).map(toPiece)
    const terms = passages.length === 0 ? [] : await termsIn(passages)
    return passages.flatMap(({ documentId, ordinal, passage }) => terms.filter((one) => one.documentId === documentId && one.ordinal === ordinal)
      .map((one) => ({ ...one, passage: passage(one.term) })))
  }
  const searchOnce = async (roomId: string, room: Room) => {
    const { documents } = room
    try {
      const found = await find(roomId, room.said)
      if (room.documents !== documents) return void (room.again = true)
      metrics.count('contextSearches', { outcome: found.length > 0 ? 'found' : 'none' })
      if (found.length > 0) room.near = first(NEAR_MAX, [...found, ...room.near])
    } catch (error) {
      const late = error instanceof DomainError && error.code === 'timeout'
      metrics.count('contextSearches', { outcome: late ? 'late' : 'failed' })
      if (!late) failed({ roomId, error })
    }
  }
  const searchAll = async (roomId: string, room: Room) => {
    do {
      room.again = false
      await searchOnce(roomId, room)
    } while (room.again)
    room.searching = null
  }

  return {
    said(roomId, text) {
      for (const [other, { usedMs, searching }] of rooms) if (!searching && now() - usedMs > FORGET_AFTER_MS) rooms.delete(other)
      const room = rooms.get(roomId) ?? { said: '', usedMs: 0, searching: null, again: false, near: NONE, documents: 0 }
      rooms.set(roomId, room)
      room.usedMs = now()
      room.said = `${room.said} ${text}`.trim().split(/\s+/u).slice(-SAID_WORDS).join(' ')
      if (room.searching) {
        room.again = true
        return room.searching
      }
      return room.searching = searchAll(roomId, room)
    },
    of: (roomId) => rooms.get(roomId)?.near ?? NONE,
    forget(roomId) {
      const room = rooms.get(roomId)
      if (!room) return
      room.near = NONE
      room.documents++
    },
    async close() {
      await Promise.all([...rooms.values()].map(({ searching }) => searching))
    },
  }
}

function toPiece({ documentId, documentName: name, chunkId, page, text }: FoundPassage): Piece & { passage(term: string): Passage } {
  const ordinal = ordinalOf(chunkId)
  return { documentId, ordinal, passage: (term) => ({ documentId, ordinal, name, page, passage: around(text, term) }) }
}

function first(most: number, terms: readonly NearTerm[]): NearTerm[] {
  const byKey = new Map<string, NearTerm>()
  for (const term of terms) {
    const key = termKey(term.term)
    if (byKey.size < most && !byKey.has(key)) byKey.set(key, term)
  }
  return [...byKey.values()]
}
