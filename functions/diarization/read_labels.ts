import { and, asc, eq, inArray, isNull } from 'drizzle-orm'
import type { LabelledPart, SpeakerLabel } from '../../domain/speakers.ts'
import { withLabels } from '../../domain/speakers.ts'
import type { Db } from '../../infra/db/db.ts'
import { lineSpeakers, meetingPeople, meetingSpeakers } from '../../infra/db/schema/mod.ts'

/** Who was told apart in a meeting, or at one microphone of it, by number. Those who turned out to be somebody else are left out. */
export async function readLabels(db: Pick<Db, 'select'>, { meetingId, peerId }: { readonly meetingId: string; readonly peerId?: string }): Promise<SpeakerLabel[]> {
  const labels = await labelsOf(db, [meetingId], peerId)
  return labels.map(({ meetingId: _, ...label }) => label)
}

/** Whose words lines of meetings are, by line; lines of whom nobody was told apart are left out. */
export async function partsOfLines(db: Db, meetingIds: readonly string[], lineIds: readonly string[]): Promise<Map<string, LabelledPart[]>> {
  if (lineIds.length === 0) return new Map()
  const [rows, labels] = await Promise.all([
    db.select({ lineId: lineSpeakers.lineId, meetingId: lineSpeakers.meetingId, peerId: lineSpeakers.peerId, parts: lineSpeakers.parts }).from(lineSpeakers)
      .where(inArray(lineSpeakers.lineId, [...lineIds])),
    labelsOf(db, [...new Set(meetingIds)]),
  ])
  return new Map(rows.flatMap(({ lineId, meetingId, peerId, parts }) => {
    const own = labels.filter((label) => label.meetingId === meetingId && label.peerId === peerId).map(({ meetingId: _, ...label }) => label)
    const labelled = withLabels(parts, own)
    return labelled.length > 0 ? [[lineId, labelled] as const] : []
  }))
}

async function labelsOf(db: Pick<Db, 'select'>, meetingIds: readonly string[], peerId?: string): Promise<(SpeakerLabel & { readonly meetingId: string })[]> {
  const { meetingId, speakerId, number, name } = meetingSpeakers
  const rows = await db.select({ meetingId, peerId: meetingSpeakers.peerId, speakerId, number, name, microphone: meetingPeople.name }).from(meetingSpeakers)
    .leftJoin(meetingPeople, and(eq(meetingPeople.meetingId, meetingId), eq(meetingPeople.peerId, meetingSpeakers.peerId)))
    .where(and(inArray(meetingId, [...meetingIds]), isNull(meetingSpeakers.mergedInto), peerId === undefined ? undefined : eq(meetingSpeakers.peerId, peerId)))
    .orderBy(asc(number))
  return rows.map((row) => ({ ...row, microphone: row.microphone ?? '' }))
}
