import { isDeepStrictEqual } from 'node:util'
import { and, asc, eq, gte, inArray, isNull, lte, notInArray, sql } from 'drizzle-orm'
import type { LabelledLine, SpokenTurn } from '../../domain/speakers.ts'
import type { Db } from '../../infra/db/db.ts'
import { lines, lineSpeakers, lineTexts, meetings, meetingSpeakers, speakerTurns, speechChunks } from '../../infra/db/schema/mod.ts'
import { PERSON } from '../transcripts/correct_line.ts'
import type { DiarizationDeps, RoomMicrophone } from './context.ts'
import type { Microphone } from './keys.ts'
import { labelLine } from './label_line.ts'
import { tellLabels, tellState } from './tell_labels.ts'
import type { ToldApart } from './tell_apart.ts'

/** Captions that were stored late are looked at again with the chunks of the next minutes, ms. */
const AGAIN_MS = 180_000
/** Rows written at once. */
const BATCH = 500
/** The audio of a whole meeting, in the place of a chunk. */
export const WHOLE = 'whole'

export interface RecordTurns extends RoomMicrophone, ToldApart {
  /** A chunk's id, or `whole`, which takes the place of all chunks. */
  readonly chunkId: string
}

/**
 * Writes down who spoke when, counts people who are new, renames those who turned out to be somebody else, says whose words the lines are, and
 * tells the room. Done again, it changes nothing. `gone`: the meeting was erased. Throws what the database throws.
 */
export async function recordTurns(deps: DiarizationDeps, told: RecordTurns): Promise<'kept' | 'gone'> {
  const labelled = await deps.db.transaction(async (tx) => {
    // One microphone at a time: numbers are of the meeting.
    const [meeting] = await tx.select({ meetingId: meetings.meetingId }).from(meetings).where(eq(meetings.meetingId, told.meetingId)).for('update')
    if (!meeting) return null
    await addPeople(tx, told)
    await mergePeople(tx, told)
    await writeTurns(tx, told)
    const lines = await labelLines(tx, told, await rangeOf(tx, told))
    if (told.chunkId === WHOLE) await forgetUnheard(tx, told)
    return lines
  })
  if (labelled === null) return 'gone'
  await tellLabels(deps, told, labelled)
  await tellState(deps, told, false)
  return 'kept'
}

/** Says once more whose words the lines are that may have been stored since. Throws what the database throws. */
export async function labelAgain(deps: DiarizationDeps, microphone: RoomMicrophone): Promise<void> {
  const labelled = await deps.db.transaction((tx) => labelLines(tx, microphone, null))
  await tellLabels(deps, microphone, labelled)
}

/** In the order of speaking. Whoever was not heard for long enough to have a turn is not counted. */
async function addPeople(tx: Db, { meetingId, peerId, turns, merged }: RecordTurns): Promise<void> {
  const ids = [...new Set([...turns.map(({ speakerId }) => speakerId), ...merged.map(({ to }) => to)])]
  const known = new Set((await tx.select({ speakerId: meetingSpeakers.speakerId }).from(meetingSpeakers)
    .where(and(eq(meetingSpeakers.meetingId, meetingId), eq(meetingSpeakers.peerId, peerId)))).map(({ speakerId }) => speakerId))
  const fresh = ids.filter((id) => !known.has(id))
  if (fresh.length === 0) return
  const [last] = await tx.select({ number: sql<number>`coalesce(max(${meetingSpeakers.number}), 0)`.mapWith(Number) }).from(meetingSpeakers).where(eq(meetingSpeakers.meetingId, meetingId))
  await tx.insert(meetingSpeakers).values(fresh.map((speakerId, at) => ({ meetingId, peerId, speakerId, number: last!.number + at + 1 })))
}

async function mergePeople(tx: Db, { meetingId, peerId, merged }: RecordTurns): Promise<void> {
  for (const { from, to } of merged) {
    const one = (id: string) => and(eq(meetingSpeakers.meetingId, meetingId), eq(meetingSpeakers.peerId, peerId), eq(meetingSpeakers.speakerId, id))
    const [gone] = await tx.update(meetingSpeakers).set({ mergedInto: to }).where(one(from)).returning({ name: meetingSpeakers.name })
    // A name that was given to one of them holds for the other.
    if (gone?.name) await tx.update(meetingSpeakers).set({ name: gone.name }).where(and(one(to), isNull(meetingSpeakers.name)))
    await tx.update(speakerTurns).set({ speakerId: to }).where(and(ofMicrophone(speakerTurns, { meetingId, peerId }), eq(speakerTurns.speakerId, from)))
  }
}

async function writeTurns(tx: Db, { meetingId, peerId, chunkId, turns, merged }: RecordTurns): Promise<void> {
  const own = ofMicrophone(speakerTurns, { meetingId, peerId })
  await tx.delete(speakerTurns).where(chunkId === WHOLE ? own : and(own, eq(speakerTurns.chunkId, chunkId)))
  const renamed = new Map(merged.map(({ from, to }) => [from, to]))
  const rows = turns.map(({ speakerId, ...turn }) => ({ meetingId, peerId, chunkId, speakerId: renamed.get(speakerId) ?? speakerId, ...turn }))
  for (let at = 0; at < rows.length; at += BATCH) await tx.insert(speakerTurns).values(rows.slice(at, at + BATCH))
  if (chunkId !== WHOLE) await tx.update(speechChunks).set({ state: 'done', cause: null }).where(and(ofMicrophone(speechChunks, { meetingId, peerId }), eq(speechChunks.chunkId, chunkId)))
}

/** Whoever has neither a turn nor a line once all was heard, nor a name, was nobody. */
async function forgetUnheard(tx: Db, { meetingId, peerId }: Microphone): Promise<void> {
  const turns = await tx.selectDistinct({ speakerId: speakerTurns.speakerId }).from(speakerTurns).where(ofMicrophone(speakerTurns, { meetingId, peerId }))
  const spoken = await tx.select({ parts: lineSpeakers.parts }).from(lineSpeakers).where(and(eq(lineSpeakers.meetingId, meetingId), eq(lineSpeakers.peerId, peerId)))
  const heard = new Set([...turns.map(({ speakerId }) => speakerId), ...spoken.flatMap(({ parts }) => parts.flatMap(({ speakerIds }) => speakerIds))])
  await tx.delete(meetingSpeakers).where(and(
    eq(meetingSpeakers.meetingId, meetingId), eq(meetingSpeakers.peerId, peerId), isNull(meetingSpeakers.name), isNull(meetingSpeakers.mergedInto), notInArray(meetingSpeakers.speakerId, [...heard]),
  ))
}

/** Which lines are to be looked at; null: all. */
async function rangeOf(tx: Db, { meetingId, peerId, chunkId, merged }: RecordTurns): Promise<{ fromMs: number; toMs: number } | null> {
  if (chunkId === WHOLE || merged.length > 0) return null
  const [chunk] = await tx.select({ startMs: speechChunks.startMs, endMs: speechChunks.endMs }).from(speechChunks)
    .where(and(ofMicrophone(speechChunks, { meetingId, peerId }), eq(speechChunks.chunkId, chunkId)))
  return chunk ? { fromMs: chunk.startMs - AGAIN_MS, toMs: chunk.endMs } : null
}

/** @returns those whose parts are others than before */
async function labelLines(tx: Db, { meetingId, peerId }: Microphone, range: { fromMs: number; toMs: number } | null): Promise<LabelledLine[]> {
  const spoken = await tx.select({ lineId: lines.lineId, startedAt: lines.startedAt, endedAt: lines.endedAt, words: lines.words, text: lineTexts.text, engine: lineTexts.engine, parts: lineSpeakers.parts })
    .from(lines)
    .innerJoin(lineTexts, and(eq(lineTexts.lineId, lines.lineId), lineTexts.original))
    .leftJoin(lineSpeakers, eq(lineSpeakers.lineId, lines.lineId))
    .where(and(
      eq(lines.meetingId, meetingId), eq(lines.peerId, peerId), eq(lines.kind, 'speech'),
      ...(range ? [gte(lines.endedAt, new Date(range.fromMs)), lte(lines.startedAt, new Date(range.toMs))] : []),
    )).orderBy(asc(lines.startedAt))
  if (spoken.length === 0) return []
  const around = 5_000
  const turns: SpokenTurn[] = await tx.select({ speakerId: speakerTurns.speakerId, startMs: speakerTurns.startMs, endMs: speakerTurns.endMs }).from(speakerTurns)
    .where(and(
      ofMicrophone(speakerTurns, { meetingId, peerId }),
      ...(range ? [gte(speakerTurns.endMs, range.fromMs - around), lte(speakerTurns.startMs, range.toMs + around)] : []),
    )).orderBy(asc(speakerTurns.startMs))
  const nowOf = await namesNow(tx, { meetingId, peerId })
  const changed: LabelledLine[] = []
  const empty: string[] = []
  let first = 0
  for (const { lineId, startedAt, endedAt, words: timed, text, engine, parts: before } of spoken) {
    const line = { text, startMs: startedAt.getTime(), endMs: endedAt.getTime(), words: engine === PERSON ? null : timed }
    while (first < turns.length && turns[first]!.endMs < line.startMs - around) first++
    const near = turns.slice(first).filter(({ startMs, endMs }) => startMs < line.endMs + around && endMs > line.startMs - around)
    // A text that was corrected is not what was heard: its parts stay, and are cut by their shares.
    const corrected = engine === PERSON && before !== null
    const parts = corrected ? before.map((part) => ({ ...part, speakerIds: [...new Set(part.speakerIds.map(nowOf))] })) : labelLine(line, near)
    if (isDeepStrictEqual(parts, before ?? [])) continue
    changed.push({ captionId: lineId, parts })
    if (parts.length === 0) empty.push(lineId)
  }
  const rows = changed.filter(({ parts }) => parts.length > 0).map(({ captionId: lineId, parts }) => ({ lineId, meetingId, peerId, parts }))
  for (let at = 0; at < rows.length; at += BATCH) {
    await tx.insert(lineSpeakers).values(rows.slice(at, at + BATCH)).onConflictDoUpdate({ target: lineSpeakers.lineId, set: { parts: sql`excluded.parts` } })
  }
  if (empty.length > 0) await tx.delete(lineSpeakers).where(inArray(lineSpeakers.lineId, empty))
  return changed
}

/** Who somebody turned out to be in the end. */
async function namesNow(tx: Db, { meetingId, peerId }: Microphone): Promise<(id: string) => string> {
  const rows = await tx.select({ speakerId: meetingSpeakers.speakerId, mergedInto: meetingSpeakers.mergedInto }).from(meetingSpeakers)
    .where(and(eq(meetingSpeakers.meetingId, meetingId), eq(meetingSpeakers.peerId, peerId)))
  const into = new Map(rows.flatMap(({ speakerId, mergedInto }) => (mergedInto === null ? [] : [[speakerId, mergedInto] as const])))
  return (id) => {
    const seen = new Set<string>()
    while (into.has(id) && !seen.has(id)) {
      seen.add(id)
      id = into.get(id)!
    }
    return id
  }
}

function ofMicrophone(table: typeof speakerTurns | typeof speechChunks, { meetingId, peerId }: Microphone) {
  return and(eq(table.meetingId, meetingId), eq(table.peerId, peerId))
}

