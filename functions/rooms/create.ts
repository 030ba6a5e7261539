import type { Room } from '../../domain/room.ts'
import { TIERS } from '../../domain/tier.ts'
import type { RoomsContext } from './create_rooms.ts'

/** 31 letters and digits that nobody mistakes for one another. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789'
const GROUPS = 3
const GROUP_LENGTH = 4

/** A room with an unguessable code: 12 of 31 symbols, 59 bits. */
export async function createRoom({ store, now }: RoomsContext): Promise<Room> {
  const roomId = randomCode()
  const room: Room = {
    roomId, name: roomId, ownerId: null, teamId: null, tier: 'free', lobby: false, locked: false, hasPasscode: false,
    createdAtMs: now(), scheduledAtMs: null, closedAtMs: null, peopleMax: TIERS.free.peopleInRoom,
  }
  await store.addRoom(room)
  return room
}

function randomCode(): string {
  return Array.from({ length: GROUPS }, () => Array.from({ length: GROUP_LENGTH }, randomSymbol).join('')).join('-')
}

/** Draws again for bytes past the last full run of the alphabet, so that every symbol is equally likely. */
function randomSymbol(): string {
  const fair = 256 - (256 % ALPHABET.length)
  const byte = new Uint8Array(1)
  do crypto.getRandomValues(byte)
  while (byte[0]! >= fair)
  return ALPHABET[byte[0]! % ALPHABET.length]!
}
