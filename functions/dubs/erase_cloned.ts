import { and, eq } from 'drizzle-orm'
import type { Blobs } from '../../infra/blob/blob.ts'
import type { Db } from '../../infra/db/db.ts'
import { dubs } from '../../infra/db/schema/mod.ts'
import { audioKey, heardKey } from './_rows.ts'

/**
 * Erases what was spoken with someone's voice, or with one of their voices, in every meeting: recordings first, then rows, so that it can be
 * done again after a failure. Work under way finds its row gone and keeps nothing. Throws what the database and the files' place throw.
 */
export async function eraseClonedAudio({ db, blob }: { db: Db; blob: Pick<Blobs, 'delete'> }, { accountId, voiceId }: { accountId: string; voiceId?: string }): Promise<{ readonly dubs: number; readonly files: number }> {
  const own = and(eq(dubs.accountId, accountId), voiceId === undefined ? undefined : eq(dubs.voiceId, voiceId))
  const rows = await db.select({ dubId: dubs.dubId, meetingId: dubs.meetingId }).from(dubs).where(own)
  let files = 0
  for (const row of rows) for (const key of [audioKey(row, 'clone'), audioKey(row, 'quick'), heardKey(row)]) files += await blob.delete(key) ? 1 : 0
  const gone = await db.delete(dubs).where(own).returning({ dubId: dubs.dubId })
  return { dubs: gone.length, files }
}
