import { and, desc, eq, inArray, isNull } from 'drizzle-orm'
import { hearsDubs } from '../../domain/dub.ts'
import type { DubCause, DubRequest } from '../../domain/dub.ts'
import { TIERS } from '../../domain/tier.ts'
import type { Tier } from '../../domain/tier.ts'
import type { Db } from '../../infra/db/db.ts'
import { voiceConsents, voices } from '../../infra/db/schema/mod.ts'
import type { Rooms } from '../rooms/rooms.ts'
import { speakingVoice } from '../voices/speaking_voice.ts'
import { roomTier } from './room_tier.ts'

/** Who is in rooms. */
export type DubRooms = Pick<Rooms, 'participants' | 'participant'>

/** Whether someone else who is present hears this caption in the speaker's own voice. Throws what presence throws. */
export async function isHeard(rooms: Pick<DubRooms, 'participants'>, { roomId, peerId, language }: DubRequest): Promise<boolean> {
  return (await rooms.participants(roomId)).some((person) => person.peerId !== peerId && hearsDubs(person, language))
}

/** A dub that is to be made: whose voice, in which tier's lane. `cause` says that it can only be the quick voice. */
export interface WantedDub {
  readonly accountId: string
  readonly voiceId: string
  readonly tier: Tier
  readonly cause: DubCause | null
}

/**
 * Whether there is a dub to be made of a caption: the room's plan has cloned voices, and the speaker has one with a consent that stands, and a microphone to themselves.
 * With a voice that no engine speaks with (none is set up) the dub is the quick voice, and says why. Null: there is none. Throws what the database throws.
 */
export async function wantedDub({ db, rooms, engine }: { db: Db; rooms: DubRooms; engine: string | null }, { roomId, peerId }: Pick<DubRequest, 'roomId' | 'peerId'>): Promise<WantedDub | null> {
  const tier = await roomTier(db, roomId)
  if (!TIERS[tier].clonedVoice) return null
  const { accountId, sharesMicrophone } = await rooms.participant({ roomId, peerId })
  // Nobody is heard in the voice of who sits beside them.
  if (accountId === null || sharesMicrophone) return null
  const voice = engine === null ? null : await speakingVoice({ db }, { accountId, engine })
  if (voice) return { accountId, voiceId: voice.voiceId, tier, cause: null }
  if (engine !== null) return null
  const [kept] = await db.select({ voiceId: voices.voiceId }).from(voices)
    .innerJoin(voiceConsents, and(eq(voiceConsents.accountId, voices.accountId), eq(voiceConsents.purpose, 'cloning'), isNull(voiceConsents.revokedAt)))
    .where(and(eq(voices.accountId, accountId), inArray(voices.state, ['ready', 'waiting']))).orderBy(desc(voices.chosenAt)).limit(1)
  return kept ? { accountId, voiceId: kept.voiceId, tier, cause: 'no-engine' } : null
}
