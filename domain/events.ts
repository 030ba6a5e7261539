import type { Caption, Translation } from './caption.ts'
import type { ChatMessage } from './chat.ts'
import type { Dub } from './dub.ts'
import type { Language } from './language.ts'
import type { Participant, Room, WaitingPerson } from './room.ts'
import type { LabelledLine, SpeakerLabel } from './speakers.ts'

/** Why a reader sees only the original of a caption in another language. */
export type Untranslated = 'unavailable' | 'failed'

/** How much of an interim line stays while its utterance goes on: lengths of the heads of both texts, UTF-16. */
export interface SteadyHeads {
  readonly original: number
  readonly translation: number
}

/**
 * Something that happened in a room, fanned out on the bus under {@link roomTopic}.
 *
 * `caption`: for everyone who reads `reader`. `translation` is null when the caption is in that language
 * already, when an interim one cannot be translated, or when `untranslated` says why there is none; its text is empty as long as
 * nothing of an interim caption is stable. `steady` is on interim ones: of a final one all of it stays.
 */
export type RoomEvent =
  | { readonly type: 'caption'; readonly reader: Language; readonly caption: Caption; readonly translation: Translation | null; readonly untranslated: Untranslated | null; readonly steady?: SteadyHeads }
  /** Someone wrote: for everyone who reads `reader`; `translation` and `untranslated` as on captions. */
  | { readonly type: 'chat'; readonly reader: Language; readonly message: ChatMessage; readonly translation: Translation | null; readonly untranslated: Untranslated | null }
  /** How far a caption's spoken translation is: for everyone who reads its language and hears cloned voices. */
  | { readonly type: 'dub'; readonly dub: Dub }
  /** Who was told apart at a shared microphone, all of them, and whose words captions are. What is newer by `atMs` stands. */
  | { readonly type: 'speakers'; readonly meetingId: string; readonly peerId: string; readonly labels: readonly SpeakerLabel[]; readonly lines: readonly LabelledLine[]; readonly atMs: number }
  /** Whether people at a shared microphone cannot be told apart just now: captions go on without labels. */
  | { readonly type: 'speakers-status'; readonly peerId: string; readonly away: boolean }
  /** The utterance brought no words: an interim line, if any, goes away. */
  | { readonly type: 'caption-withdrawn'; readonly captionId: string; readonly peerId: string }
  | { readonly type: 'participant-joined'; readonly participant: Participant }
  | { readonly type: 'participant-left'; readonly peerId: string }
  | { readonly type: 'participant-changed'; readonly participant: Participant }
  /** The room's record: name, lock, lobby, passcode. */
  | { readonly type: 'room-changed'; readonly room: Room }
  /** For hosts: everyone who asks to be let in now. */
  | { readonly type: 'waiting-changed'; readonly waiting: readonly WaitingPerson[] }
  /** For this person alone: how much of their speech was collected for a voice of theirs, which they switched on; null: no more is. */
  | { readonly type: 'voice-collected'; readonly peerId: string; readonly speechMs: number | null }
  /** A host muted the microphone; whoever it is may unmute. */
  | { readonly type: 'participant-muted'; readonly peerId: string }
  /** A host ended the shared screen. */
  | { readonly type: 'share-stopped'; readonly peerId: string }
  /** A host removed someone for good; `participant-left` comes as well. */
  | { readonly type: 'participant-removed'; readonly peerId: string }
  /** The tier's room length runs out at `endsAtMs`, in about `minutes`. */
  | { readonly type: 'room-ending'; readonly endsAtMs: number; readonly minutes: number }
  /** The meeting is over for everyone: a host ended it, or its length ran out. `message` is for people. */
  | { readonly type: 'room-closed'; readonly reason: RoomClosed; readonly message: string }
  /** How captions keep up: how far behind, how many interim captions were shed lately (0 for a few), how many final
   * ones could not be made since the room began, and whether interim ones are paused for now. */
  | { readonly type: 'captions-status'; readonly behindMs: number; readonly shed: number; readonly lost: number; readonly paused?: boolean }

export type RoomClosed = 'ended' | 'length'

/** Whether a reader takes this event for the same one when it comes twice, so that it may be sent again after an outage. */
export function isDurable(event: RoomEvent): boolean {
  return event.type === 'chat' || event.type === 'dub' || event.type === 'speakers' || event.type === 'caption-withdrawn' || event.type === 'participant-removed' || event.type === 'room-closed' || (event.type === 'caption' && event.caption.kind === 'final')
}

export function roomTopic(roomId: string): string {
  return `room:${roomId}`
}
