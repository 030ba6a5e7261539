import type { RoomEvent } from '../../domain/events.ts'
import type { Language } from '../../domain/language.ts'
import type { LanguageNews, LanguageState } from '../../domain/language_state.ts'
import type { Clock } from '../../infra/clock.ts'
import type { Log } from '../../infra/log.ts'

/** How often progress is looked at and told, ms. */
const LOOK_MS = 1_000
/** After the translate function did not answer, ms. */
const LOOK_AGAIN_MS = 5_000
/** How long a page says that a language has come, ms. */
const READY_SHOWN_MS = 20_000
/** What was settled is asked again after so long when captions show that it still does not work, ms. */
const SETTLED_MS = 15_000

export interface LanguageWatchOptions {
  /** Asks for what a reader needs, again and again while it is on its way. */
  readonly prepare: (wish: { readonly from: Language | null; readonly to: Language }) => Promise<LanguageState>
  /** Tells the pages of a room that read the language. */
  readonly tell: (roomId: string, news: LanguageNews) => void
  readonly clock: Clock
  readonly log: Log
}

/** Follows what the readers of an edge's rooms need and do not have yet. */
export interface LanguageWatch {
  /** A page opened, or came back: it is told how it stands, and what is missing is asked for. */
  reader(roomId: string, reads: Language): void
  /** What happens in a room shows who speaks and reads what, and what could not be translated. */
  heard(roomId: string, event: RoomEvent): void
  /** The room's pages have gone. */
  forget(roomId: string): void
  close(): void
}

interface Watched {
  readonly from: Language | null
  readonly reads: Language
  readonly rooms: Set<string>
  wasMissing: boolean
  cancel: () => void
}

/**
 * One watch for all rooms of an edge. The function that translates is asked rather than listened to: it may be a process that shares
 * nothing but its address, and pub/sub forgets. Nothing is asked while everybody can read what is said.
 */
export function createLanguageWatch({ prepare, tell, clock, log }: LanguageWatchOptions): LanguageWatch {
  const watched = new Map<string, Watched>()
  const settledAtMs = new Map<string, number>()
  const ending = new Set<() => void>()
  const rooms = new Map<string, { readonly speaks: Set<Language>; readonly reads: Set<Language> }>()

  const look = async (key: string, wish: Watched): Promise<void> => {
    const { from, reads } = wish
    let waitMs: number | null = null
    try {
      const state = await prepare({ from, to: reads })
      const news = { reads, from, state, fetched: state.state === 'here' && wish.wasMissing }
      // Whoever never lacked a language hears nothing of it, but a page that comes back may show an old line.
      if (from === null || state.state !== 'here' || wish.wasMissing) for (const roomId of wish.rooms) tell(roomId, news)
      if (state.state === 'fetching') waitMs = LOOK_MS
      if (news.fetched) showUntil(wish, news)
    } catch (error) {
      log.warn('languages-not-asked', { from, reads, error })
      waitMs = LOOK_AGAIN_MS
    }
    if (watched.get(key) !== wish) return
    if (waitMs === null || wish.rooms.size === 0) {
      watched.delete(key)
      settledAtMs.set(key, clock.now())
      return
    }
    wish.wasMissing = true
    wish.cancel = clock.after(waitMs, () => void look(key, wish))
  }

  const showUntil = ({ rooms: told }: Watched, news: LanguageNews) => {
    const cancel = clock.after(READY_SHOWN_MS, () => {
      ending.delete(cancel)
      for (const roomId of told) tell(roomId, { ...news, fetched: false })
    })
    ending.add(cancel)
  }

  const want = (roomId: string, spoken: Language | null, reads: Language) => {
    // From English is what every reader needs, whoever speaks.
    const from = spoken === 'en' ? null : spoken
    if (from === reads || (from === null && reads === 'en')) return
    const key = `${from}-${reads}`
    const known = watched.get(key)
    if (known) return void known.rooms.add(roomId)
    const wish: Watched = { from, reads, rooms: new Set([roomId]), wasMissing: false, cancel: () => {} }
    watched.set(key, wish)
    void look(key, wish)
  }
  const wantAgain = (roomId: string, spoken: Language, reads: Language) => {
    const settled = settledAtMs.get(`${spoken === 'en' ? null : spoken}-${reads}`) ?? -Infinity
    if (clock.now() - settled >= SETTLED_MS) want(roomId, spoken, reads)
  }
  const inRoom = (roomId: string) => {
    const room = rooms.get(roomId) ?? { speaks: new Set(), reads: new Set() }
    rooms.set(roomId, room)
    return room
  }
  const reader = (roomId: string, reads: Language) => {
    const room = inRoom(roomId)
    room.reads.add(reads)
    want(roomId, null, reads)
    for (const spoken of room.speaks) if (spoken !== 'en') want(roomId, spoken, reads)
  }

  return {
    reader,
    heard(roomId, event) {
      if (event.type === 'participant-joined' || event.type === 'participant-changed') {
        const { speaks, reads } = event.participant.preferences
        const room = inRoom(roomId)
        if (!room.reads.has(reads)) reader(roomId, reads)
        if (speaks === null || room.speaks.has(speaks)) return
        room.speaks.add(speaks)
        for (const other of room.reads) if (speaks !== 'en') want(roomId, speaks, other)
      } else if ((event.type === 'caption' || event.type === 'chat') && event.untranslated === 'unavailable') {
        wantAgain(roomId, event.type === 'caption' ? event.caption.language : event.message.language, event.reader)
      }
    },
    forget(roomId) {
      rooms.delete(roomId)
      for (const wish of watched.values()) wish.rooms.delete(roomId)
    },
    close() {
      for (const cancel of [...ending, ...[...watched.values()].map((wish) => wish.cancel)]) cancel()
      ending.clear()
      watched.clear()
      rooms.clear()
    },
  }
}
