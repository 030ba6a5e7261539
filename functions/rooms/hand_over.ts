import { and, eq, isNotNull, notInArray } from 'drizzle-orm'
import { DomainError } from '../../domain/errors.ts'
import { roomHosts, rooms, teamMembers } from '../../infra/db/schema/mod.ts'
import { requireRole } from './allow.ts'
import { tellChange } from './change.ts'
import type { RoomsContext } from './create_rooms.ts'
import { findParticipant } from './participant.ts'
import type { PersonAction } from './rooms.ts'
import { requireAccount } from './require_account.ts'
import { setRole } from './set_role.ts'

/**
 * The owner: makes someone in the meeting the owner, whose tier then rules the room, and oneself a co-host. A room of a team that the new
 * owner is not in is shared with it no longer.
 * Throws DomainError `forbidden`, `not-found`, `conflict` when they cannot own it.
 */
export async function handOverRoom(context: RoomsContext, input: PersonAction): Promise<void> {
  const { roomId, actor } = input
  const { record: { room } } = await requireRole(context, input, { least: 'owner', action: 'hand over' })
  const person = await findParticipant(context, input)
  if (person.role === 'owner') throw new DomainError('conflict', `Cannot hand over room "${roomId}" to "${person.name}": they own it`)
  const { accountId, deviceId } = person
  if (room.ownerId !== null ? accountId === null : deviceId === null) {
    throw new DomainError('conflict', `Cannot hand over room "${roomId}" to "${person.name}": they have no account`)
  }
  if (room.ownerId !== null) await requireAccount(context.db, person, `hand over room "${roomId}" to "${person.name}"`)
  const { ownerId } = room
  await context.db.transaction(async (tx) => {
    await tx.update(rooms).set(ownerId !== null ? { ownerId: accountId } : { hostDevice: deviceId }).where(eq(rooms.roomId, roomId))
    if (ownerId === null) return
    // A team shares its members' rooms: with someone else as owner its members would go on reading their meetings.
    const member = tx.select({ teamId: teamMembers.teamId }).from(teamMembers).where(eq(teamMembers.accountId, accountId!))
    await tx.update(rooms).set({ teamId: null }).where(and(eq(rooms.roomId, roomId), isNotNull(rooms.teamId), notInArray(rooms.teamId, member)))
    await tx.delete(roomHosts).where(and(eq(roomHosts.roomId, roomId), eq(roomHosts.accountId, accountId!)))
    await tx.insert(roomHosts).values({ roomId, accountId: ownerId }).onConflictDoNothing()
  })
  for (const member of await context.presence.list(roomId)) {
    const before = member.role === 'owner' || (actor.peerId !== null && member.peerId === actor.peerId)
    if (before && member.peerId !== person.peerId) await setRole(context, member, 'cohost')
  }
  await setRole(context, person, 'owner')
  await tellChange(context, roomId)
}
