import { hash } from '@node-rs/argon2'
import { passcodeSchema } from '../../domain/room.ts'
import type { Room } from '../../domain/room.ts'
import { changeRoom } from './change.ts'
import type { RoomsContext } from './create_rooms.ts'
import type { RoomAction } from './rooms.ts'

/** Hosts: what guests have to know to come in; null: nothing. Throws DomainError `forbidden`, `unavailable`. */
export async function setPasscode(context: RoomsContext, input: RoomAction & { readonly passcode: string | null }): Promise<Room> {
  const passcodeHash = input.passcode === null ? null : await hashPasscode(input.passcode)
  return await changeRoom(context, input, { action: 'set the passcode', set: { passcodeHash } })
}

/** argon2id in PHC form, with the package's parameters (19 MiB, two passes). */
export async function hashPasscode(passcode: string): Promise<string> {
  return await hash(passcodeSchema.parse(passcode))
}
