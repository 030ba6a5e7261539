import type { Room } from '../../domain/room.ts'
import { rooms } from '../../infra/db/schema/mod.ts'
import type { RoomsContext } from './create_rooms.ts'
import { hashPasscode } from './passcode.ts'
import type { CreateInput } from './rooms.ts'

/** 31 letters and digits that nobody mistakes for one another. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789'
const GROUPS = 3
const GROUP_LENGTH = 4

/** A room with an unguessable code: 12 of 31 symbols, 59 bits. Throws DomainError `unavailable` while the database is away. */
export async function createRoom({ db, records, now }: RoomsContext, input: CreateInput = {}): Promise<Room> {
  const roomId = randomCode()
  const { name = roomId, ownerId = null, teamId = null, deviceId = null, lobby = false, passcode = null, scheduledAtMs = null } = input
  await db.insert(rooms).values({
    roomId, name, ownerId, teamId, lobby,
    hostDevice: ownerId === null ? deviceId : null,
    passcodeHash: passcode === null ? null : await hashPasscode(passcode),
    scheduledAt: scheduledAtMs === null ? null : new Date(scheduledAtMs),
    createdAt: new Date(now()),
  })
  return (await records.find(roomId)).room
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
