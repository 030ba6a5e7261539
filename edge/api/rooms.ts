import { createRoute, z } from '@hono/zod-openapi'
import type { Tier, TierLimits } from '../../domain/tier.ts'
import { codeFor } from '../../functions/rooms/code.ts'
import { findReachableRoom, listRoomPage } from '../../functions/rooms/page.ts'
import type { Rooms } from '../../functions/rooms/rooms.ts'
import { requireMember } from '../../functions/teams/membership.ts'
import type { Db } from '../../infra/db/db.ts'
import { json, needs, refusals } from './route.ts'
import type { ApiRoutes } from './route.ts'
import { microphone, newRoom, pageQuery, room, roomChange, roomPage, toApiRoom } from './schemas.ts'

export interface ApiRoomsDeps {
  readonly db: Db
  readonly rooms: Pick<Rooms, 'create' | 'find' | 'rename' | 'schedule' | 'setLobby' | 'setPasscode' | 'lock' | 'close' | 'setKeepsAudio' | 'shareMicrophone'>
  readonly limits: (tier: Tier) => TierLimits
  /** Where people reach us, without a slash at the end. */
  readonly publicUrl: () => string
  /** The deployment's secret. */
  readonly secret: string
}

const tags = ['Rooms']
const params = z.object({ roomId: z.string().openapi({ param: { name: 'roomId', in: 'path' }, example: 'abcd-efgh-jkmn' }) })
const path = '/api/v1/rooms'

const list = createRoute({
  method: 'get', path, tags, summary: 'Rooms that you own, host or share in a team, the newest first', operationId: 'listRooms', ...needs('rooms:read'),
  request: { query: pageQuery.extend({ closed: z.enum(['true', 'false']).default('false').openapi({ description: 'With those that are closed.' }) }) },
  responses: { 200: json(roomPage, 'A page of rooms'), ...refusals(400) },
})
const create = createRoute({
  method: 'post', path, tags, summary: 'Create a room of yours', operationId: 'createRoom', ...needs('rooms:write'),
  request: {
    headers: z.object({ 'idempotency-key': z.string().min(1).max(200).optional().openapi({ description: 'A word of yours: sent again, it makes no second room.' }) }),
    body: { content: { 'application/json': { schema: newRoom } } },
  },
  responses: { 201: json(room, 'The room'), ...refusals(400, 404, 409, 413, 415) },
})
const read = createRoute({
  method: 'get', path: `${path}/{roomId}`, tags, summary: 'A room', operationId: 'readRoom', ...needs('rooms:read'),
  request: { params }, responses: { 200: json(room, 'The room'), ...refusals(404) },
})
const change = createRoute({
  method: 'patch', path: `${path}/{roomId}`, tags, summary: 'Change a room that you own or host; what is left out stays', operationId: 'changeRoom', ...needs('rooms:write'),
  request: { params, body: { required: true, content: { 'application/json': { schema: roomChange } } } },
  responses: { 200: json(room, 'The room as it is now'), ...refusals(400, 404, 410, 413, 415) },
})
const close = createRoute({
  method: 'post', path: `${path}/{roomId}/close`, tags, summary: 'End the meeting for everyone and close a room of yours; closing it again changes nothing',
  operationId: 'closeRoom', ...needs('rooms:write'),
  request: { params }, responses: { 200: json(room, 'The closed room'), ...refusals(404) },
})

const share = createRoute({
  method: 'put', path: `${path}/{roomId}/people/{peerId}/microphone`, tags, summary: 'Say whether several people share the microphone of someone in a room that you own or host',
  operationId: 'shareMicrophone', ...needs('rooms:write'),
  request: {
    params: params.extend({ peerId: z.string().openapi({ param: { name: 'peerId', in: 'path' } }) }),
    body: { required: true, content: { 'application/json': { schema: microphone } } },
  },
  responses: { 200: json(microphone, 'As it is now'), ...refusals(400, 404, 410, 413, 415) },
})

/** `/api/v1/rooms` and below. */
export function addRooms(app: ApiRoutes, { db, rooms, limits, publicUrl, secret }: ApiRoomsDeps): void {
  const find = async (accountId: string, roomId: string) => await findReachableRoom({ db, limits }, { accountId, roomId })

  app.openapi(list, async (c) => {
    const { cursor, limit, closed } = c.req.valid('query')
    const { items, next } = await listRoomPage({ db, limits }, c.get('holder').viewer.accountId, { cursor, limit, closed: closed === 'true' })
    return c.json({ items: items.map((each) => toApiRoom(each, publicUrl())), next }, 200)
  })
  app.openapi(create, async (c) => {
    const { accountId } = c.get('holder').viewer
    const { name, lobby, passcode, scheduledAt, teamId } = c.req.valid('json')
    if (teamId) await requireMember(db, { teamId, accountId })
    const key = c.req.valid('header')['idempotency-key']
    const roomId = key === undefined ? undefined : codeFor(`${accountId} ${key}`, secret)
    const made = await rooms.create({ roomId, ownerId: accountId, name, lobby, passcode, teamId, scheduledAtMs: toMs(scheduledAt) ?? null })
    c.header('location', `${path}/${made.roomId}`)
    return c.json(toApiRoom(made, publicUrl()), 201)
  })
  app.openapi(read, async (c) => c.json(toApiRoom(await find(c.get('holder').viewer.accountId, c.req.valid('param').roomId), publicUrl()), 200))
  app.openapi(change, async (c) => {
    const { accountId } = c.get('holder').viewer
    const { roomId } = await find(accountId, c.req.valid('param').roomId)
    const action = { roomId, actor: { peerId: null, accountId } }
    const { name, scheduledAt, lobby, passcode, locked, keepsAudio } = c.req.valid('json')
    if (name !== undefined) await rooms.rename({ ...action, name })
    if (scheduledAt !== undefined) await rooms.schedule({ ...action, scheduledAtMs: toMs(scheduledAt) ?? null })
    if (lobby !== undefined) await rooms.setLobby({ ...action, lobby })
    if (passcode !== undefined) await rooms.setPasscode({ ...action, passcode })
    if (locked !== undefined) await rooms.lock({ ...action, locked })
    if (keepsAudio !== undefined) await rooms.setKeepsAudio({ ...action, keepsAudio })
    return c.json(toApiRoom(await find(accountId, roomId), publicUrl()), 200)
  })
  app.openapi(share, async (c) => {
    const { accountId } = c.get('holder').viewer
    const { roomId: asked, peerId } = c.req.valid('param')
    const { roomId } = await find(accountId, asked)
    const { sharesMicrophone = false } = await rooms.shareMicrophone({ roomId, peerId, actor: { peerId: null, accountId }, ...c.req.valid('json') })
    return c.json({ shared: sharesMicrophone }, 200)
  })
  app.openapi(close, async (c) => {
    const { accountId } = c.get('holder').viewer
    const found = await find(accountId, c.req.valid('param').roomId)
    const closed = found.closedAtMs !== null && found.ownerId === accountId ? found : await rooms.close({ roomId: found.roomId, actor: { peerId: null, accountId } })
    return c.json(toApiRoom(closed, publicUrl()), 200)
  })
}

function toMs(moment: string | null | undefined): number | null | undefined {
  return moment ? Date.parse(moment) : moment as null | undefined
}
