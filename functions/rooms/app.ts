import { zValidator } from '@hono/zod-validator'
import { Hono } from 'hono'
import { z } from 'zod'
import { displayNameSchema, passcodeSchema, preferencesSchema, roomCodeSchema, roomNameSchema } from '../../domain/room.ts'
import type { Log } from '../../infra/log.ts'
import { notFound, onProblem, refuseInvalid } from '../problem.ts'
import { hostRoutes } from './host_routes.ts'
import type { Rooms } from './rooms.ts'

const id = z.string().max(100).nullable()
const createSchema = z.object({
  roomId: roomCodeSchema,
  ownerId: id, teamId: id, deviceId: id, name: roomNameSchema, lobby: z.boolean(), passcode: passcodeSchema.nullable(), scheduledAtMs: z.number().nullable(),
}).partial()
const joinSchema = z.object({
  name: displayNameSchema, preferences: preferencesSchema,
  accountId: id.optional(), deviceId: id.optional(), passcode: z.string().max(200).nullable().optional(),
})

/** The rooms function of the mesh: JSON in and out, errors as problem+json. */
export function createRoomsApp({ rooms, log }: { rooms: Rooms; log: Log }) {
  return new Hono()
    .onError(onProblem(log))
    .notFound(notFound)
    .get('/healthz', (c) => c.json({ alive: true }, 200))
    .post('/rooms', zValidator('json', createSchema, refuseInvalid), async (c) => c.json(await rooms.create(c.req.valid('json')), 201))
    .get('/accounts/:accountId/rooms', async (c) => c.json(await rooms.list(c.req.param()), 200))
    .get('/rooms/:roomId', async (c) => c.json(await rooms.find(c.req.param('roomId')), 200))
    .get('/rooms/:roomId/meeting', async (c) => c.json({ meeting: await rooms.meeting(c.req.param('roomId')) }, 200))
    .get('/rooms/:roomId/readers', async (c) => c.json(await rooms.readers(c.req.param('roomId')), 200))
    .get('/rooms/:roomId/participants', async (c) => c.json(await rooms.participants(c.req.param('roomId')), 200))
    .post('/rooms/:roomId/participants', zValidator('json', joinSchema, refuseInvalid), async (c) =>
      c.json(await rooms.join({ roomId: c.req.param('roomId'), ...c.req.valid('json') }), 201))
    .get('/rooms/:roomId/participants/:peerId', async (c) => c.json(await rooms.participant(c.req.param()), 200))
    .delete('/rooms/:roomId/participants/:peerId', async (c) => {
      await rooms.leave(c.req.param())
      return c.json({ left: true }, 200)
    })
    .post('/rooms/:roomId/participants/:peerId/connect', async (c) => c.json(await rooms.connect(c.req.param()), 200))
    .put('/rooms/:roomId/participants/:peerId/presence', zValidator('json', z.object({ present: z.boolean() }), refuseInvalid), async (c) =>
      c.json(await rooms.setPresence({ ...c.req.param(), ...c.req.valid('json') }), 200))
    .patch('/rooms/:roomId/participants/:peerId/preferences', zValidator('json', preferencesSchema.partial(), refuseInvalid), async (c) =>
      c.json(await rooms.updatePreferences({ ...c.req.param(), preferences: c.req.valid('json') }), 200))
    .get('/rooms/:roomId/waiting', async (c) => c.json(await rooms.waiting(c.req.param('roomId')), 200))
    .post('/rooms/:roomId/waiting', zValidator('json', joinSchema, refuseInvalid), async (c) =>
      c.json(await rooms.ask({ roomId: c.req.param('roomId'), ...c.req.valid('json') }), 201))
    .post('/rooms/:roomId/waiting/:peerId/seen', async (c) => c.json({ state: await rooms.waitingState(c.req.param()) }, 200))
    .route('/', hostRoutes(rooms))
}

export type RoomsApp = ReturnType<typeof createRoomsApp>
