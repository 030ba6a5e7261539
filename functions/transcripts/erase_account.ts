import { and, eq, inArray } from 'drizzle-orm'
import type { Erased } from '../../domain/transcript.ts'
import { corrections, lines, meetingPeople, meetings, meetingSpeakers, ratings } from '../../infra/db/schema/mod.ts'
import { keptPrefix, speechPrefix } from '../diarization/keys.ts'
import { addErased, eraseMeeting, NOTHING_ERASED } from './erase_meeting.ts'
import type { EraseDeps } from './erase_meeting.ts'
import { accountRater } from './read_texts.ts'

/** How an account that is deleted leaves the transcripts: `functions/auth` calls it before the account's row goes. */
export interface ErasedAccount extends Erased {
  /** Lines in meetings of others, where what was said stays and the name goes. */
  readonly unnamed: number
}

/**
 * Erases the meetings of an account with their files, and its name and answers from the meetings of others. The account's files go
 * as well. It may be called again after a failure. Throws what the database and the files' place throw.
 */
export async function eraseAccountHistory(deps: EraseDeps, { accountId }: { accountId: string }): Promise<ErasedAccount> {
  const { db, blob, log } = deps
  let erased = NOTHING_ERASED
  const own = await db.select({ meetingId: meetings.meetingId }).from(meetings).where(eq(meetings.ownerId, accountId))
  for (const { meetingId } of own) erased = addErased(erased, await eraseMeeting(deps, meetingId))
  const files = await blob.deletePrefix(`accounts/${accountId}/`)

  // What was said at their microphone was kept with meetings of others, and so were names that hosts gave to who sat there.
  const there = await db.select({ meetingId: meetingPeople.meetingId, peerId: meetingPeople.peerId }).from(meetingPeople).where(eq(meetingPeople.accountId, accountId))
  let sounds = 0
  for (const microphone of there) {
    for (const prefix of [keptPrefix(microphone), speechPrefix(microphone)]) sounds += await blob.deletePrefix(prefix)
    const { meetingId, peerId } = microphone
    await db.update(meetingSpeakers).set({ name: null }).where(and(eq(meetingSpeakers.meetingId, meetingId), eq(meetingSpeakers.peerId, peerId)))
  }

  const unnamed = await db.transaction(async (tx) => {
    const peers = tx.select({ peerId: meetingPeople.peerId }).from(meetingPeople).where(eq(meetingPeople.accountId, accountId))
    const there = tx.select({ meetingId: meetingPeople.meetingId }).from(meetingPeople).where(eq(meetingPeople.accountId, accountId))
    // By their place in the meeting as well: a line may have been stored before its speaker's account was known.
    const said = await tx.update(lines).set({ speakerName: '', accountId: null })
      .where(and(inArray(lines.meetingId, there), inArray(lines.peerId, peers))).returning({ lineId: lines.lineId })
    await tx.update(meetingPeople).set({ name: '', accountId: null }).where(eq(meetingPeople.accountId, accountId))
    await tx.update(corrections).set({ authorName: '', authorId: null }).where(eq(corrections.authorId, accountId))
    const given = await tx.delete(ratings).where(eq(ratings.who, accountRater(accountId))).returning({ lineId: ratings.lineId })
    erased = { ...erased, ratings: erased.ratings + given.length }
    return said.length
  })
  const all = { ...erased, files: erased.files + files + sounds, unnamed }
  log.info('account-history-erased', { accountId, ...all })
  return all
}
