import { and, desc, eq, isNull } from 'drizzle-orm'
import { DomainError } from '../../domain/errors.ts'
import type { SpeakerLabel } from '../../domain/speakers.ts'
import { meetings, meetingSpeakers } from '../../infra/db/schema/mod.ts'
import type { Rooms } from '../rooms/rooms.ts'
import type { Actor } from '../rooms/rooms.ts'
import { readableMeeting } from '../transcripts/access.ts'
import type { DiarizationDeps } from './context.ts'
import { readLabels } from './read_labels.ts'
import { tellLabels } from './tell_labels.ts'

export interface NameSpeakerInput {
  readonly number: number
  /** null: by the number again. */
  readonly name: string | null
}

/** Names for people at shared microphones. */
export interface SpeakerNames {
  inRoom(input: NameSpeakerInput & { readonly roomId: string; readonly actor: Actor }): Promise<SpeakerLabel>
  inTranscript(input: NameSpeakerInput & { readonly meetingId: string; readonly accountId: string }): Promise<SpeakerLabel>
}

export function createSpeakerNames(deps: DiarizationDeps & { readonly rooms: Pick<Rooms, 'roleOf'> }): SpeakerNames {
  return { inRoom: (input) => nameSpeakerInRoom(deps, input), inTranscript: (input) => nameSpeakerInTranscript(deps, input) }
}

/**
 * For hosts in a room: names someone who was told apart in the meeting that goes on, or in the room's last one. The name holds for all they said.
 * Throws DomainError `forbidden` for guests, `not-found` where there is no such speaker.
 */
export async function nameSpeakerInRoom(deps: DiarizationDeps & { readonly rooms: Pick<Rooms, 'roleOf'> }, { roomId, actor, ...input }: NameSpeakerInput & { readonly roomId: string; readonly actor: Actor }): Promise<SpeakerLabel> {
  const { role } = await deps.rooms.roleOf({ roomId, actor })
  if (role === 'guest') throw new DomainError('forbidden', `Cannot name a speaker in room "${roomId}": you are a guest there`)
  const [meeting] = await deps.db.select({ meetingId: meetings.meetingId }).from(meetings).where(eq(meetings.roomId, roomId)).orderBy(desc(meetings.startedAt)).limit(1)
  if (!meeting) throw noSuchSpeaker(input.number)
  return name(deps, { ...input, meetingId: meeting.meetingId, roomId })
}

/** The same in a transcript, for its owner and the hosts of its room. Throws DomainError `not-found`, `forbidden`. */
export async function nameSpeakerInTranscript(deps: DiarizationDeps, { meetingId, accountId, ...input }: NameSpeakerInput & { readonly meetingId: string; readonly accountId: string }): Promise<SpeakerLabel> {
  const { meeting, owns, hosts } = await readableMeeting(deps.db, { meetingId, accountId })
  if (!owns && !hosts) throw new DomainError('forbidden', 'Cannot name this speaker: only the hosts of the meeting may')
  return name(deps, { ...input, meetingId, roomId: meeting.roomId })
}

async function name(deps: DiarizationDeps, { meetingId, roomId, number, name }: NameSpeakerInput & { readonly meetingId: string; readonly roomId: string }): Promise<SpeakerLabel> {
  const { peerId, speakerId } = meetingSpeakers
  const [label] = await deps.db.update(meetingSpeakers).set({ name })
    .where(and(eq(meetingSpeakers.meetingId, meetingId), eq(meetingSpeakers.number, number), isNull(meetingSpeakers.mergedInto)))
    .returning({ peerId, speakerId })
  if (!label) throw noSuchSpeaker(number)
  await tellLabels(deps, { roomId, meetingId, peerId: label.peerId }, [])
  const labels = await readLabels(deps.db, { meetingId, peerId: label.peerId })
  const named = labels.find((each) => each.speakerId === label.speakerId)
  if (!named) throw noSuchSpeaker(number)
  return named
}

function noSuchSpeaker(number: number): DomainError {
  return new DomainError('not-found', `Cannot name speaker ${number}: nobody has this number in the meeting`)
}
