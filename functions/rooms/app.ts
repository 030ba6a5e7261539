import { zValidator } from '@hono/zod-validator'
import { Hono } from 'hono'
import { z } from 'zod'
import { displayNameSchema, preferencesSchema } from '../../domain/room.ts'
import type { Log } from '../../infra/log.ts'
import { notFound, onProblem, refuseInvalid } from '../problem.ts'
import type { Rooms } from './rooms.ts'

const joinSchema = z.object({ name: displayNameSchema, preferences: preferencesSchema })

/** The rooms function of the mesh: JSON in and out, errors as problem+json. */
export function createRoomsApp({ rooms, log }: { rooms: Rooms; log: Log }) {
  return new Hono()
    .onError(onProblem(log))
    .notFound(notFound)
    .get('/healthz', (c) => c.json({ alive: true }, 200))
    .post('/rooms', async (c) => c.json(await rooms.create(), 201))
    .get('/rooms/:roomId', async (c) => c.json(await rooms.find(c.req.param('roomId')), 200))
    .get('/rooms/:roomId/readers', async (c) => c.json(await rooms.readers(c.req.param('roomId')), 200))
    .get('/rooms/:roomId/participants', async (c) => c.json(await rooms.participants(c.req.param('roomId')), 200))
    .post('/rooms/:roomId/participants', zValidator('json', joinSchema, refuseInvalid), async (c) =>
      c.json(await rooms.join({ roomId: c.req.param('roomId'), ...c.req.valid('json') }), 201))
    .get('/rooms/:roomId/participants/:peerId', async (c) => c.json(await rooms.participant(c.req.param()), 200))
    .delete('/rooms/:roomId/participants/:peerId', async (c) => {
      await rooms.leave(c.req.param())
      return c.json({ left: true }, 200)
    })
    .put('/rooms/:roomId/participants/:peerId/presence', zValidator('json', z.object({ present: z.boolean() }), refuseInvalid), async (c) =>
      c.json(await rooms.setPresence({ ...c.req.param(), ...c.req.valid('json') }), 200))
    .patch('/rooms/:roomId/participants/:peerId/preferences', zValidator('json', preferencesSchema.partial(), refuseInvalid), async (c) =>
      c.json(await rooms.updatePreferences({ ...c.req.param(), preferences: c.req.valid('json') }), 200))
}

export type RoomsApp = ReturnType<typeof createRoomsApp>
