import { and, eq, isNull } from 'drizzle-orm'
import { DomainError } from '../../domain/errors.ts'
import type { Db } from '../../infra/db/db.ts'
import { rooms } from '../../infra/db/schema/mod.ts'
import { teamOutranks } from '../../domain/team.ts'
import { requireMember } from './membership.ts'
import type { TeamInput } from './membership.ts'

/**
 * Shares a room of one's own with the team: its members find it and read the transcripts of meetings that begin from now on.
 * Throws DomainError `not-found` for a room that is not one's own, or is shared with another team.
 */
export async function shareRoom({ db }: { db: Db }, { teamId, accountId, roomId }: TeamInput & { readonly roomId: string }): Promise<void> {
  await requireMember(db, { teamId, accountId })
  const shared = await db.update(rooms).set({ teamId })
    .where(and(eq(rooms.roomId, roomId), eq(rooms.ownerId, accountId), isNull(rooms.teamId))).returning({ roomId: rooms.roomId })
  if (shared.length === 0) throw new DomainError('not-found', `Cannot share room "${roomId.slice(0, 40)}": it is not yours, or it is shared with a team`)
}

/** The room's owner, and those who run the team: shares it no longer; meetings that were held stay readable. Throws DomainError `not-found`. */
export async function unshareRoom({ db }: { db: Db }, { teamId, accountId, roomId }: TeamInput & { readonly roomId: string }): Promise<void> {
  const { role } = await requireMember(db, { teamId, accountId })
  const mine = teamOutranks(role, 'member') ? undefined : eq(rooms.ownerId, accountId)
  const unshared = await db.update(rooms).set({ teamId: null }).where(and(eq(rooms.roomId, roomId), eq(rooms.teamId, teamId), mine)).returning({ roomId: rooms.roomId })
  if (unshared.length === 0) throw new DomainError('not-found', `Cannot stop sharing room "${roomId.slice(0, 40)}": it is not shared with this team, or it is not yours`)
}
