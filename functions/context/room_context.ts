import type { Help } from '../../domain/caption.ts'
import { DomainError } from '../../domain/errors.ts'
import type { Language } from '../../domain/language.ts'
import { termKey, TERM_PAIRS_MAX, termPair } from '../../domain/vocabulary.ts'
import type { TermPair, VocabularyTerm } from '../../domain/vocabulary.ts'
import { DeadlineError, withDeadline } from '../../infra/deadline.ts'
import type { Log } from '../../infra/log.ts'
import type { Metrics } from '../../infra/metrics/metrics.ts'
import type { PreparedTerms, Terms } from '../../models/terms/terms.ts'
import type { PutTerm } from '../../models/terms/put_terms.ts'
import { termsIn } from '../../models/translation/faithful/terms.ts'
import type { NearTerm, NearTerms } from './near_terms.ts'
import type { FoundTerm, Passage, RoomTerms } from './room_terms.ts'
import { warnSeldom } from './warn_seldom.ts'

/** A change of a vocabulary is seen after this long, by whoever makes the captions of a room and wherever. */
const LOOK_AGAIN_MS = 2_000
/** Nobody waits longer for terms and passages. */
const PATIENCE_MS = 15
/** Nor for speech to be heard again. */
const AGAIN_PATIENCE_MS = 800
/** A room in which nobody spoke for this long is forgotten. */
const FORGET_AFTER_MS = 30 * 60_000
/** Lines whose outcome is kept: what the pause said, the final caption says. */
const KEPT_LINES = 500

/** A line with the room's terms in it. */
export interface InContext {
  readonly text: string
  readonly helped: readonly Help[]
  /** What was put, for places in the text as it was heard. */
  readonly put: readonly PutTerm[]
}

/** A second hearing. */
export interface Again {
  readonly language: Language
  readonly hear: (hints: readonly string[]) => Promise<string>
  readonly signal: AbortSignal
}

/** What is known for one line, from when its recognition begins. */
export interface LineContext {
  /** The text with the room's terms put right. Waits 15 ms at most, and never throws: what is not there by then is counted, and the text stays as it was heard. */
  inContext(text: string, language: Language): Promise<InContext>
  /**
   * The line with terms in it that were heard the second time, with the likeliest in mind; as it was where none is likely, where it fails, or takes longer than 800 ms. `put` is
   * for places in the text of `line`. A text is heard again once.
   */
  again(line: InContext, options: Again): Promise<InContext>
  /** What terms of the text are called in another language; from what is known by now. */
  terms(text: string, from: Language, to: Language): readonly TermPair[]
  /** The line is final: the room's documents are searched for what it is about, in the background, and what stands there is expected in the next ones. Answers at once. */
  said(text: string, language: Language): void
}

/** What a room's vocabularies and documents do for its captions. */
export interface RoomContext {
  /** Begins to look, where it was not looked lately; answers at once. */
  open(roomId: string): LineContext
  /** Waits for what is under way. */
  settled(): Promise<void>
  /** The same, for good. */
  close(): Promise<void>
}

export interface RoomContextDeps {
  /** Throw what the database throws. */
  readonly source: {
    version(roomId: string): Promise<string>
    terms(roomId: string): Promise<RoomTerms>
    passage(found: FoundTerm): Promise<Passage | null>
  }
  readonly terms: Terms
  /** Left out, documents are not searched. */
  readonly near?: NearTerms
  readonly metrics: Metrics
  readonly log: Log
  /** Milliseconds since the epoch. */
  readonly now: () => number
  readonly patienceMs?: number
  readonly againPatienceMs?: number
}

interface Known extends RoomTerms {
  readonly version: string
  /** By language: made when it is first spoken. */
  readonly prepared: Map<Language, Promise<PreparedTerms>>
  readonly found: readonly FoundTerm[]
  readonly byKey: ReadonlyMap<string, VocabularyTerm>
  /** Keys of all that lines are compared with. */
  readonly listed: ReadonlySet<string>
  /** Of what was found near, by language. */
  readonly near: WeakMap<readonly NearTerm[], Map<Language, Promise<PreparedTerms>>>
}

interface Room {
  lookedMs: number
  usedMs: number
  looking: Promise<void> | null
  known: Known | null
}

const NONE_NEAR: readonly NearTerm[] = []
const NOTHING: Omit<InContext, 'text'> = { helped: [], put: [] }

/**
 * Looks every two seconds at which version of its terms a room has, while somebody speaks there, in the background of recognition. So a change is in
 * effect at once in every process, whatever became of the events that told of it.
 */
export function createRoomContext({ source, terms, near, metrics, log, now, patienceMs = PATIENCE_MS, againPatienceMs = AGAIN_PATIENCE_MS }: RoomContextDeps): RoomContext {
  const rooms = new Map<string, Room>()
  const lines = new Map<string, Promise<InContext>>()
  const heardAgain = new Map<string, Promise<InContext | null>>()
  const passages = new Map<string, Promise<Passage | null>>()
  const underWay = new Set<Promise<unknown>>()

  const keep = <T>(work: Promise<T>): Promise<T> => {
    const settled = work.then(() => {}, () => {})
    underWay.add(settled)
    void settled.then(() => underWay.delete(settled))
    return work
  }
  const warn = warnSeldom({ log, now }, 'context-failed')
  const failed = (error: unknown) => warn({ error })
  const look = async (roomId: string, room: Room) => {
    const version = await source.version(roomId)
    if (room.known?.version === version) return
    const all = version === '' ? { terms: [], found: [] } : await source.terms(roomId)
    const byKey = new Map(all.terms.map((term) => [termKey(term.term), term]))
    const found = all.found.filter(({ term }) => !byKey.has(termKey(term)))
    const listed = new Set([...byKey.keys(), ...found.map(({ term }) => termKey(term))])
    const known: Known = { ...all, version, byKey, found, listed, prepared: new Map(), near: new WeakMap() }
    near?.forget(roomId)
    // Languages that are spoken there go on without a gap.
    for (const language of room.known?.prepared.keys() ?? []) prepare(known, language).catch(() => {})
    room.known = known
  }
  const prepare = (known: Known, language: Language): Promise<PreparedTerms> => {
    const ready = known.prepared.get(language)
    if (ready) return ready
    const said = [
      ...known.terms.map(({ term, sounds, translations }) => ({ term: translations[language] ?? term, sounds: sounds && translations[language] === undefined ? [sounds] : [] })),
      // The term itself is said in other languages, too.
      ...known.terms.flatMap(({ term, sounds, translations }) => (translations[language] === undefined ? [] : [{ term, sounds: sounds ? [sounds] : [] }])),
      ...known.found.map(({ term }) => ({ term, sounds: [], found: true })),
    ]
    const made = keep(terms.prepare(said, language))
    known.prepared.set(language, made)
    made.catch(() => known.prepared.delete(language))
    return made
  }
  const passageOf = (found: FoundTerm) => {
    const key = `${found.documentId} ${found.ordinal} ${found.term}`
    const ready = passages.get(key)
    if (ready) return ready
    const made = keep(source.passage(found))
    passages.set(key, made)
    if (passages.size > KEPT_LINES) passages.delete(passages.keys().next().value!)
    made.catch(() => passages.delete(key))
    return made
  }
  /** Those that the room is not compared with anyway. */
  const prepareNear = (known: Known, close: readonly NearTerm[], language: Language): Promise<PreparedTerms> => {
    const byLanguage = known.near.get(close) ?? new Map<Language, Promise<PreparedTerms>>()
    known.near.set(close, byLanguage)
    const ready = byLanguage.get(language)
    if (ready) return ready
    const made = keep(terms.prepare(close.filter(({ term }) => !known.listed.has(termKey(term))).map(({ term }) => ({ term, sounds: [], found: true })), language))
    byLanguage.set(language, made)
    made.catch(() => byLanguage.delete(language))
    return made
  }
  const put = async (known: Known, close: readonly NearTerm[], text: string, language: Language): Promise<InContext> => {
    const made = await terms.put(text, await prepareAll(known, close, language))
    return { ...made, helped: await helpsOf(known, close, made.put) }
  }
  const prepareAll = async (known: Known, close: readonly NearTerm[], language: Language): Promise<PreparedTerms> => {
    const [listed, more] = await Promise.all([prepare(known, language), prepareNear(known, close, language)])
    return { language, terms: [...more.terms, ...listed.terms] }
  }
  const helpsOf = (known: Known, close: readonly NearTerm[], all: readonly PutTerm[]): Promise<Help[]> =>
    Promise.all(all.map(async ({ term, heard }): Promise<Help> => {
      const own = known.byKey.has(termKey(term))
      const passage = own ? undefined : close.find((one) => one.term === term)?.passage
      if (passage) return { term, heard, document: passage }
      const found = own ? undefined : known.found.find((one) => one.term === term)
      // A passage that is away keeps nobody from the term.
      const document = found ? await passageOf(found).catch((error: unknown) => (failed(error), null)) : null
      return { term, heard, document }
    }))
  /** Null where no term is likely enough, or none was heard the second time either. */
  const hearAgain = async (known: Known, close: readonly NearTerm[], line: InContext, { language, hear }: Again): Promise<InContext | null> => {
    const prepared = await prepareAll(known, close, language)
    const hints = await terms.likely(line.text, prepared)
    if (hints.length === 0) return null
    const { text: heard } = await terms.put(await hear(hints), prepared)
    const made = await terms.merge(line.text, heard, prepared)
    return made.put.length === 0 ? null : { ...made, helped: [...line.helped, ...await helpsOf(known, close, made.put)] }
  }
  /** One outcome a text, so that the final caption says what the pause said, and is there at once. */
  const once = <Made>(all: Map<string, Promise<Made>>, key: string, work: () => Promise<Made>): Promise<Made> => {
    const before = all.get(key)
    if (before) return before
    const made = keep(work())
    all.set(key, made)
    if (all.size > KEPT_LINES) all.delete(all.keys().next().value!)
    made.catch(() => all.delete(key))
    return made
  }
  const keyOf = ({ version }: Known, language: Language, text: string) => `${version}\n${language}\n${text}`

  return {
    open(roomId) {
      for (const [other, { usedMs }] of rooms) if (now() - usedMs > FORGET_AFTER_MS) rooms.delete(other)
      const room = rooms.get(roomId) ?? { lookedMs: -Infinity, usedMs: 0, looking: null, known: null }
      rooms.set(roomId, room)
      room.usedMs = now()
      if (room.looking === null && now() - room.lookedMs >= LOOK_AGAIN_MS) {
        room.lookedMs = now()
        room.looking = keep(look(roomId, room).finally(() => {
          room.looking = null
        }))
        room.looking.catch(failed)
      }
      return {
        async inContext(text, language) {
          if (text.trim() === '') return { text, ...NOTHING }
          try {
            const made = await withDeadline(patienceMs, [], async () => {
              // It began with recognition. Where the database is away, what was known before is used.
              if (!room.known) await room.looking
              const { known } = room
              return known && known.version !== '' ? await once(lines, keyOf(known, language, text), () => put(known, near?.of(roomId) ?? NONE_NEAR, text, language)) : null
            })
            metrics.count('contextUses', { outcome: made === null ? 'none' : made.helped.length > 0 ? 'helped' : 'looked' })
            return made ?? { text, ...NOTHING }
          } catch (error) {
            const late = error instanceof DeadlineError
            metrics.count('contextUses', { outcome: late || (error instanceof DomainError && error.code === 'timeout') ? 'late' : 'failed' })
            if (!late) failed(error)
            return { text, ...NOTHING }
          }
        },
        async again(line, options) {
          const { known } = room
          if (!known || known.version === '' || line.text.trim() === '') return line
          try {
            const work = () => hearAgain(known, near?.of(roomId) ?? NONE_NEAR, line, options)
            const made = await withDeadline(againPatienceMs, [], () => once(heardAgain, keyOf(known, options.language, line.text), work))
            if (made) metrics.count('contextUses', { outcome: 'heard-again' })
            return made ?? line
          } catch (error) {
            // Nobody wants it any more.
            if (options.signal.aborted) return line
            const late = error instanceof DeadlineError
            metrics.count('contextUses', { outcome: late ? 'late' : 'failed' })
            if (!late) failed(error)
            return line
          }
        },
        terms(text, from, to) {
          const pairs = (room.known?.terms ?? []).flatMap((term) => termPair(term, from, to) ?? [])
          return pairs.length === 0 ? pairs : termsIn(text, pairs).slice(0, TERM_PAIRS_MAX)
        },
        said(text, language) {
          const { known } = room
          // Without terms in documents there is nothing to find.
          if (!near || !known || known.found.length === 0) return
          void keep(near.said(roomId, text).then(() => prepareNear(known, near.of(roomId), language))).catch(failed)
        },
      }
    },
    async settled() {
      await Promise.all(underWay)
    },
    async close() {
      await Promise.all(underWay)
      await near?.close()
    },
  }
}

/** A place in the text as it was heard → the same in the text with terms put right; within a term it is its end. */
export function moveEnd(end: number, put: readonly PutTerm[]): number {
  const within = put.find(({ heard, heardEnd }) => heardEnd - heard.length < end && end <= heardEnd)
  if (within) return within.end
  const before = put.findLast(({ heardEnd }) => heardEnd <= end)
  return before ? end + before.end - before.heardEnd : end
}
