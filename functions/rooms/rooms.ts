import type { Language } from '../../domain/language.ts'
import type { Participant, Preferences, Room } from '../../domain/room.ts'

export interface JoinInput {
  readonly roomId: string
  readonly name: string
  readonly preferences: Preferences
}

export interface PeerInput {
  readonly roomId: string
  readonly peerId: string
}

/** Rooms and who is in them. Every method that takes a room's id throws DomainError `not-found` for an unknown one. */
export interface Rooms {
  create(): Promise<Room>
  find(roomId: string): Promise<Room>
  /** A new participant, not present until its signalling connects. Throws `room-full`. */
  join(input: JoinInput): Promise<Participant>
  /** Throws `not-found` when this peer never joined or has left. */
  participant(input: PeerInput): Promise<Participant>
  /** Those who are present, in the order of joining. */
  participants(roomId: string): Promise<Participant[]>
  /** Languages that someone present reads, each once. */
  readers(roomId: string): Promise<Language[]>
  updatePreferences(input: PeerInput & { readonly preferences: Partial<Preferences> }): Promise<Participant>
  /** Says that a participant's signalling has connected or is gone for good. */
  setPresence(input: PeerInput & { readonly present: boolean }): Promise<Participant>
  /** Ends the membership: coming back means joining again. */
  leave(input: PeerInput): Promise<void>
}
