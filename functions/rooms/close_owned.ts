import { and, eq, isNull } from 'drizzle-orm'
import type { Db } from '../../infra/db/db.ts'
import { meetings, rooms as roomRows } from '../../infra/db/schema/mod.ts'
import type { Rooms } from './rooms.ts'

/**
 * An account is deleted: ends the meetings that go on in its rooms, so that nobody goes on talking in a room that is gone. Called before the
 * account's row and its rooms go; may be called again. Throws DomainError `unavailable`.
 */
export async function closeOwnedRooms({ db, rooms }: { db: Db; rooms: Pick<Rooms, 'close'> }, { accountId }: { readonly accountId: string }): Promise<void> {
  const inUse = await db.selectDistinct({ roomId: roomRows.roomId }).from(roomRows)
    .innerJoin(meetings, and(eq(meetings.roomId, roomRows.roomId), isNull(meetings.endedAt)))
    .where(and(eq(roomRows.ownerId, accountId), isNull(roomRows.closedAt)))
  for (const { roomId } of inUse) await rooms.close({ roomId, actor: { peerId: null, accountId } })
}
