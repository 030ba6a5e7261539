import { and, eq } from 'drizzle-orm'
import type { Dub, DubRequest } from '../../domain/dub.ts'
import type { Db } from '../../infra/db/db.ts'
import { dubs } from '../../infra/db/schema/mod.ts'
import type { MeetingOf } from '../transcripts/meeting_of.ts'
import { toDub } from './_rows.ts'

export interface QueueDubDeps {
  readonly db: Db
  readonly meetingOf: MeetingOf
}

/** Writes a dub down as wanted; the one that is there when it was wanted before. Throws DomainError `not-found` for a room that is gone, and what the database throws. */
export async function queueDub({ db, meetingOf }: QueueDubDeps, { captionId, roomId, language, text, startMs }: DubRequest, { accountId, voiceId, askedMs }: { accountId: string; voiceId: string; askedMs: number }): Promise<{ readonly dub: Dub; readonly added: boolean }> {
  const { meetingId } = await meetingOf(roomId, startMs)
  const added = await db.insert(dubs).values({
    dubId: crypto.randomUUID(), captionId, language, roomId, meetingId, accountId, voiceId, text, state: 'queued', requestedAt: new Date(askedMs),
  }).onConflictDoNothing({ target: [dubs.captionId, dubs.language] }).returning({ dubId: dubs.dubId })
  const row = await db.query.dubs.findFirst({ where: and(eq(dubs.captionId, captionId), eq(dubs.language, language)) })
  return { dub: toDub(row!), added: added.length > 0 }
}
