import { and, eq, inArray, sql } from 'drizzle-orm'
import { DomainError } from '../../domain/errors.ts'
import type { Erased } from '../../domain/transcript.ts'
import type { Blobs } from '../../infra/blob/blob.ts'
import type { Db } from '../../infra/db/db.ts'
import { corrections, lines, lineTexts, meetings, ratings } from '../../infra/db/schema/mod.ts'
import type { Log } from '../../infra/log.ts'
import { readableMeeting } from './access.ts'

export interface EraseDeps {
  readonly db: Db
  readonly blob: Pick<Blobs, 'deletePrefix'>
  readonly log: Log
}

export const NOTHING_ERASED: Erased = Object.freeze({ meetings: 0, lines: 0, texts: 0, corrections: 0, ratings: 0, files: 0 })

/**
 * Deletes a meeting that is over with everything of it, for those who own it.
 * Throws DomainError `not-found`, `forbidden`, and `conflict` while the meeting goes on.
 */
export async function deleteMeeting(deps: EraseDeps, { meetingId, accountId }: { meetingId: string; accountId: string }): Promise<Erased> {
  const { meeting, owns } = await readableMeeting(deps.db, { meetingId, accountId })
  if (!owns) throw new DomainError('forbidden', 'Cannot delete this transcript: only its owner may')
  if (!meeting.endedAt) throw new DomainError('conflict', 'Cannot delete this transcript: the meeting goes on')
  const erased = await eraseMeeting(deps, meetingId)
  deps.log.info('transcript-deleted', { meetingId, accountId, ...erased })
  return erased
}

/**
 * Erases a meeting and says in numbers what there was. Files go first: should this end in between, the meeting is still there to
 * be erased again, and no file is left without it. Throws what the database and the files' place throw.
 */
export async function eraseMeeting({ db, blob }: EraseDeps, meetingId: string): Promise<Erased> {
  const files = await blob.deletePrefix(`meetings/${meetingId}/`)
  return db.transaction(async (tx) => {
    const own = tx.select({ lineId: lines.lineId }).from(lines).where(eq(lines.meetingId, meetingId))
    const count = sql<number>`count(*)`.mapWith(Number)
    const [[line], [text], [correction], [rating]] = [
      await tx.select({ count }).from(lines).where(eq(lines.meetingId, meetingId)),
      await tx.select({ count }).from(lineTexts).where(and(eq(lineTexts.meetingId, meetingId), inArray(lineTexts.lineId, own))),
      await tx.select({ count }).from(corrections).where(inArray(corrections.lineId, own)),
      await tx.select({ count }).from(ratings).where(inArray(ratings.lineId, own)),
    ]
    const gone = await tx.delete(meetings).where(eq(meetings.meetingId, meetingId)).returning({ meetingId: meetings.meetingId })
    if (gone.length === 0) return { ...NOTHING_ERASED, files }
    return { meetings: 1, lines: line!.count, texts: text!.count, corrections: correction!.count, ratings: rating!.count, files }
  })
}

export function addErased(a: Erased, b: Erased): Erased {
  return {
    meetings: a.meetings + b.meetings, lines: a.lines + b.lines, texts: a.texts + b.texts,
    corrections: a.corrections + b.corrections, ratings: a.ratings + b.ratings, files: a.files + b.files,
  }
}
