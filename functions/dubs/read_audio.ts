import { and, eq, gte } from 'drizzle-orm'
import { z } from 'zod'
import type { DubAudio } from '../../domain/dub.ts'
import { DomainError } from '../../domain/errors.ts'
import type { Participant } from '../../domain/room.ts'
import { TIERS } from '../../domain/tier.ts'
import type { Blobs } from '../../infra/blob/blob.ts'
import type { Db } from '../../infra/db/db.ts'
import { dubs } from '../../infra/db/schema/mod.ts'
import { readableMeeting } from '../transcripts/access.ts'
import { audioKey } from './_rows.ts'
import type { DubRow } from './_rows.ts'
import { roomTier } from './room_tier.ts'

export interface ReadAudioDeps {
  readonly db: Db
  readonly blob: Pick<Blobs, 'read'>
}

export interface WantedAudio {
  readonly dubId: string
  readonly audio: DubAudio
}

/**
 * A recording (WAV, 24 kHz) for a member of the room: of what was said since they came.
 * Throws DomainError `forbidden` in a room whose plan has no cloned voices, `not-found` for what is not there or not theirs to hear.
 */
export async function readRoomDub(deps: ReadAudioDeps, { roomId, dubId, audio }: WantedAudio & { readonly roomId: string }, { joinedAtMs }: Pick<Participant, 'joinedAtMs'>): Promise<Uint8Array> {
  if (!TIERS[await roomTier(deps.db, roomId)].clonedVoice) throw new DomainError('forbidden', 'Cannot play this: cloned voices need a room of a premium plan')
  return readOf(deps, { dubId, audio }, (own) => and(own, eq(dubs.roomId, roomId), gte(dubs.requestedAt, new Date(joinedAtMs))))
}

/** The same for a reader of the transcript. Throws DomainError `not-found`. */
export async function readMeetingDub(deps: ReadAudioDeps, { meetingId, dubId, audio }: WantedAudio & { readonly meetingId: string }, { accountId }: { readonly accountId: string }): Promise<Uint8Array> {
  await readableMeeting(deps.db, { meetingId, accountId })
  return readOf(deps, { dubId, audio }, (own) => and(own, eq(dubs.meetingId, meetingId)))
}

type Own = ReturnType<typeof eq>

async function readOf({ db, blob }: ReadAudioDeps, { dubId, audio }: WantedAudio, where: (own: Own) => ReturnType<typeof and>): Promise<Uint8Array> {
  const row = z.uuid().safeParse(dubId).success ? await db.query.dubs.findFirst({ where: where(eq(dubs.dubId, dubId)) }) : undefined
  const bytes = row && isThere(row, audio) ? await blob.read(audioKey(row, audio)) : null
  if (!bytes) throw new DomainError('not-found', 'Cannot play this: there is no such recording, or it is not yours to hear')
  return bytes
}

/** A recording counts once its row says so. */
function isThere({ durationMs, quickMs }: DubRow, audio: DubAudio): boolean {
  return (audio === 'clone' ? durationMs : quickMs) !== null
}
