import type { Language } from '../../domain/language.ts'
import type { Meeting, Participant, Preferences, Role, Room, WaitingPerson } from '../../domain/room.ts'

/** Everything is optional: without an owner it is a room of guests, whose host is the device, or else the first one who comes in. */
export interface CreateInput {
  /** A code to use: a room of the same owner that has it already is the answer. Default: a random one. */
  readonly roomId?: string
  readonly ownerId?: string | null
  readonly teamId?: string | null
  /** Hash of the device's cookie. */
  readonly deviceId?: string | null
  /** Default: the room's code. */
  readonly name?: string
  readonly lobby?: boolean
  readonly passcode?: string | null
  readonly scheduledAtMs?: number | null
}

export interface JoinInput {
  readonly roomId: string
  readonly name: string
  readonly preferences: Preferences
  readonly accountId?: string | null
  readonly deviceId?: string | null
  readonly passcode?: string | null
}

export interface PeerInput {
  readonly roomId: string
  readonly peerId: string
}

/** Who asks: someone in the room, someone with an account, or both. */
export interface Actor {
  readonly peerId: string | null
  readonly accountId: string | null
}

export interface RoomAction {
  readonly roomId: string
  readonly actor: Actor
}

/** On one person: present, or waiting for `admit` and `deny`. */
export type PersonAction = RoomAction & PeerInput

/** A room in a list, with how many people are in it now. */
export interface RoomSummary {
  readonly room: Room
  readonly present: number
  /** Whether the one who asks may change it. */
  readonly mine: boolean
}

export interface RoomList {
  /** Own ones and those of one's teams that are not closed, the newest first. */
  readonly rooms: readonly RoomSummary[]
  /** Those with a time to come, the soonest first. */
  readonly upcoming: readonly RoomSummary[]
}

/** `gone`: never asked, stopped asking, or the meeting is over. */
export type WaitingState = 'waiting' | 'denied' | 'gone'

/**
 * Rooms and who is in them. Every method that takes a room's id throws DomainError `not-found` for an unknown one; what asks for the
 * database throws `unavailable` while it is away. Actions throw `forbidden` for whoever may not do that.
 */
export interface Rooms {
  create(input?: CreateInput): Promise<Room>
  find(roomId: string): Promise<Room>
  list(input: { readonly accountId: string }): Promise<RoomList>

  /**
   * A new participant, not present until its signalling connects. Throws `room-closed`, `removed`, `room-locked`, `room-early`,
   * `passcode`, `forbidden` (`hears` is not in the room's tier), `room-lobby` (then `ask`), `rooms-at-once`, `room-full`.
   */
  join(input: JoinInput): Promise<Participant>
  /** Asks to be let into a room with a lobby. Throws as `join` does; `conflict` for whoever may simply join. */
  ask(input: JoinInput): Promise<WaitingPerson>
  /** How it stands with someone who asked, and that they are still there; a member is `gone`. */
  waitingState(input: PeerInput): Promise<WaitingState>
  /** Who asks to be let in, the first one first. */
  waiting(roomId: string): Promise<WaitingPerson[]>
  /** Lets someone in. Throws `not-found` when they are not waiting any more, `room-full`. */
  admit(input: PersonAction): Promise<Participant>
  deny(input: PersonAction): Promise<void>

  /** Throws `not-found` when this peer never joined or has left. */
  participant(input: PeerInput): Promise<Participant>
  /** As `participant`, for a connection that opens: whose place has lapsed takes one again. Throws `room-full`, `rooms-at-once`. */
  connect(input: PeerInput): Promise<Participant>
  /** Those who are present, in the order of joining. */
  participants(roomId: string): Promise<Participant[]>
  /** Languages that someone present reads, each once. */
  readers(roomId: string): Promise<Language[]>
  /** Throws `forbidden` for a `hears` that the room's tier does not include. */
  updatePreferences(input: PeerInput & { readonly preferences: Partial<Preferences> }): Promise<Participant>
  /** Says that a participant's signalling has connected or is gone for good. */
  setPresence(input: PeerInput & { readonly present: boolean }): Promise<Participant>
  /** Ends the membership, or the waiting for one: coming back means joining again. */
  leave(input: PeerInput): Promise<void>
  /** The meeting under way, or null while nobody has been there. */
  meeting(roomId: string): Promise<Meeting | null>

  /** What whoever asks may do: the higher one of their role in the meeting and of their account's. */
  roleOf(input: RoomAction): Promise<{ readonly room: Room; readonly role: Role }>
  rename(input: RoomAction & { readonly name: string }): Promise<Room>
  schedule(input: RoomAction & { readonly scheduledAtMs: number | null }): Promise<Room>
  lock(input: RoomAction & { readonly locked: boolean }): Promise<Room>
  setLobby(input: RoomAction & { readonly lobby: boolean }): Promise<Room>
  /** null: none any more. */
  setPasscode(input: RoomAction & { readonly passcode: string | null }): Promise<Room>
  /** Whether speech of shared microphones is kept. Throws `forbidden` where the owner's plan does not tell people apart. */
  setKeepsAudio(input: RoomAction & { readonly keepsAudio: boolean }): Promise<Room>
  /** Ends the meeting for everyone; nobody can join again. */
  close(input: RoomAction): Promise<Room>

  /** Mutes someone's microphone; they may unmute. */
  mute(input: PersonAction): Promise<void>
  stopShare(input: PersonAction): Promise<void>
  /**
   * Says that several people speak at someone's microphone, or only one: oneself, or a host for others. Throws `forbidden` where the
   * owner's plan does not tell people apart.
   */
  shareMicrophone(input: PersonAction & { readonly shared: boolean }): Promise<Participant>
  /** Ends someone's membership for good: neither their account nor their device comes in again. */
  remove(input: PersonAction): Promise<void>
  /** Makes someone else the owner, and oneself a co-host. Throws `conflict` when they have no account and the room has an owner. */
  handOver(input: PersonAction): Promise<void>
  setCoHost(input: PersonAction & { readonly coHost: boolean }): Promise<void>
}
