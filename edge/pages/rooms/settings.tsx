import type { Context } from 'hono'
import { DomainError } from '../../../domain/errors.ts'
import { RoomSettingsPage } from '../../../views/mod.ts'
import type { RoomPagesDeps } from './deps.ts'
import { whoAsks } from './deps.ts'
import { toUtcField } from './zoned_time.ts'

/**
 * `/rooms/CODE/settings` for hosts, in the meeting or not. @param problem what could not be done, in words
 * Throws DomainError `forbidden`, `not-found`, `room-closed`.
 */
export async function settingsPage(c: Context, deps: RoomPagesDeps, problem: string | null = null): Promise<Response> {
  const { rooms, assetUrl, messages } = deps
  const roomId = c.req.param('code') ?? ''
  const actor = await whoAsks(c, deps, roomId)
  const [t, { room, role }] = await Promise.all([messages(c), rooms.roleOf({ roomId, actor })])
  if (role === 'guest') throw new DomainError('forbidden', `Cannot change the settings of room "${roomId}": you are a guest there`)
  if (room.closedAtMs !== null) throw new DomainError('room-closed', `Cannot change the settings of room "${roomId}": the meeting is over`)
  const time = room.scheduledAtMs === null ? '' : toUtcField(room.scheduledAtMs)
  return c.html(<RoomSettingsPage t={t} assetUrl={assetUrl} room={room} role={role} time={time} zone='UTC' problem={problem} />, problem === null ? 200 : 422)
}
