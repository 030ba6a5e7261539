import { and, asc, eq, inArray, isNull } from 'drizzle-orm'
import type { LabelledPart, SpeakerLabel } from '../../domain/speakers.ts'
import { withLabels } from '../../domain/speakers.ts'
import type { Db } from '../../infra/db/db.ts'
import { lineSpeakers, meetingPeople, meetingSpeakers } from '../../infra/db/schema/mod.ts'

/** Who was told apart in a meeting, or at one microphone of it, by number. Those who turned out to be somebody else are left out. */
export async function readLabels(db: Pick<Db, 'select'>, { meetingId, peerId }: { readonly meetingId: string; readonly peerId?: string }): Promise<SpeakerLabel[]> {
  const { speakerId, number, name } = meetingSpeakers
  const rows = await db.select({ peerId: meetingSpeakers.peerId, speakerId, number, name, microphone: meetingPeople.name }).from(meetingSpeakers)
    .leftJoin(meetingPeople, and(eq(meetingPeople.meetingId, meetingSpeakers.meetingId), eq(meetingPeople.peerId, meetingSpeakers.peerId)))
    .where(and(eq(meetingSpeakers.meetingId, meetingId), isNull(meetingSpeakers.mergedInto), peerId === undefined ? undefined : eq(meetingSpeakers.peerId, peerId)))
    .orderBy(asc(number))
  return rows.map((row) => ({ ...row, microphone: row.microphone ?? '' }))
}

/** Whose words lines of a meeting are, by line; lines of whom nobody was told apart are left out. */
export async function partsOfLines(db: Db, meetingId: string, lineIds: readonly string[]): Promise<Map<string, LabelledPart[]>> {
  if (lineIds.length === 0) return new Map()
  const [rows, labels] = await Promise.all([
    db.select({ lineId: lineSpeakers.lineId, peerId: lineSpeakers.peerId, parts: lineSpeakers.parts }).from(lineSpeakers).where(inArray(lineSpeakers.lineId, [...lineIds])),
    readLabels(db, { meetingId }),
  ])
  return new Map(rows.flatMap(({ lineId, peerId, parts }) => {
    const labelled = withLabels(parts, labels.filter((label) => label.peerId === peerId))
    return labelled.length > 0 ? [[lineId, labelled] as const] : []
  }))
}
