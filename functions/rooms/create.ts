import { DomainError } from '../../domain/errors.ts'
import type { Room } from '../../domain/room.ts'
import { rooms } from '../../infra/db/schema/mod.ts'
import { randomCode } from './code.ts'
import type { RoomsContext } from './create_rooms.ts'
import { hashPasscode } from './passcode.ts'
import type { CreateInput } from './rooms.ts'

/** A room with an unguessable code. Throws DomainError `unavailable` while the database is away, `conflict` for a given code of another's room. */
export async function createRoom({ db, records, now }: RoomsContext, input: CreateInput = {}): Promise<Room> {
  const roomId = input.roomId ?? randomCode()
  const { name = roomId, ownerId = null, teamId = null, deviceId = null, lobby = false, passcode = null, scheduledAtMs = null } = input
  await db.insert(rooms).values({
    roomId, name, ownerId, teamId, lobby,
    hostDevice: ownerId === null ? deviceId : null,
    passcodeHash: passcode === null ? null : await hashPasscode(passcode),
    scheduledAt: scheduledAtMs === null ? null : new Date(scheduledAtMs),
    createdAt: new Date(now()),
  }).onConflictDoNothing()
  const { room } = await records.find(roomId)
  // A code that was given may be of a room that is there, which is as good as made.
  if (room.ownerId !== ownerId) throw new DomainError('conflict', `Cannot create room "${roomId}": there is one with this code`)
  return room
}
