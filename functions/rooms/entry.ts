import { verify } from '@node-rs/argon2'
import { and, eq, isNull } from 'drizzle-orm'
import { DomainError } from '../../domain/errors.ts'
import type { Role } from '../../domain/room.ts'
import { rooms } from '../../infra/db/schema/mod.ts'
import type { RoomsContext } from './create_rooms.ts'
import { requireHears } from './hears.ts'
import { bannedNames, roleIn } from './record.ts'
import type { Identity, RoomRecord } from './record.ts'
import type { JoinInput } from './rooms.ts'

/** A scheduled room opens for guests this long before its time; hosts come when they like. */
const OPENS_BEFORE_MS = 10 * 60_000

export interface Entry {
  readonly record: RoomRecord
  readonly role: Role
  readonly identity: Identity
}

/**
 * Whether someone may come in, or ask to. Hosts pass locks, passcodes and times.
 * Throws DomainError `not-found`, `room-closed`, `removed`, `room-locked`, `room-early`, `passcode`,
 * `forbidden` for what the room's tier does not let anyone hear.
 */
export async function checkEntry(context: RoomsContext, { roomId, preferences, passcode, accountId = null, deviceId = null }: JoinInput): Promise<Entry> {
  const identity = { accountId, deviceId }
  const record = await claimForFirst(context, await context.records.find(roomId), identity)
  const { room } = record
  if (room.closedAtMs !== null) throw new DomainError('room-closed', `Cannot join room "${roomId}": the meeting is over`)
  if (bannedNames(identity).some((name) => record.banned.includes(name))) {
    throw new DomainError('removed', `Cannot join room "${roomId}": a host has removed you`)
  }
  const role = roleIn(record, identity)
  if (role === 'guest') {
    if (room.locked) throw new DomainError('room-locked', `Cannot join room "${roomId}": it is locked`)
    if (room.scheduledAtMs !== null && context.now() < room.scheduledAtMs - OPENS_BEFORE_MS) {
      throw new DomainError('room-early', `Cannot join room "${roomId}": it opens ${OPENS_BEFORE_MS / 60_000} minutes before ${new Date(room.scheduledAtMs).toISOString()}`)
    }
    await checkPasscode(record, passcode ?? null)
  }
  requireHears(context, room, preferences)
  return { record, role, identity }
}

/** The device that comes into a guests' room first is its host. */
async function claimForFirst(context: RoomsContext, record: RoomRecord, { deviceId }: Identity): Promise<RoomRecord> {
  const { room: { roomId, ownerId }, hostDevice } = record
  if (ownerId !== null || hostDevice !== null || deviceId === null) return record
  await context.db.update(rooms).set({ hostDevice: deviceId }).where(and(eq(rooms.roomId, roomId), isNull(rooms.hostDevice)))
  return await context.records.find(roomId)
}

async function checkPasscode({ room: { roomId }, passcodeHash }: RoomRecord, given: string | null): Promise<void> {
  if (passcodeHash === null) return
  if (given === null || given === '') throw new DomainError('passcode', `Cannot join room "${roomId}": it asks for a passcode`)
  if (!await verify(passcodeHash, given.trim())) throw new DomainError('passcode', `Cannot join room "${roomId}": the passcode is wrong`)
}
