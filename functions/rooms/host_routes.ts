import { zValidator } from '@hono/zod-validator'
import { Hono } from 'hono'
import { z } from 'zod'
import { passcodeSchema, roomNameSchema } from '../../domain/room.ts'
import { refuseInvalid } from '../problem.ts'
import type { Rooms } from './rooms.ts'

const actor = z.object({ peerId: z.string().max(100).nullable(), accountId: z.string().max(100).nullable() })
const asked = zValidator('json', z.object({ actor }), refuseInvalid)
const room = '/rooms/:roomId' as const
const person = '/rooms/:roomId/people/:peerId' as const

/** What hosts do, each with who asks in the body. */
export function hostRoutes(rooms: Rooms) {
  return new Hono()
    .post(`${room}/rename`, zValidator('json', z.object({ actor, name: roomNameSchema }), refuseInvalid), async (c) =>
      c.json(await rooms.rename({ ...c.req.param(), ...c.req.valid('json') }), 200))
    .post(`${room}/schedule`, zValidator('json', z.object({ actor, scheduledAtMs: z.number().nullable() }), refuseInvalid), async (c) =>
      c.json(await rooms.schedule({ ...c.req.param(), ...c.req.valid('json') }), 200))
    .post(`${room}/lock`, zValidator('json', z.object({ actor, locked: z.boolean() }), refuseInvalid), async (c) =>
      c.json(await rooms.lock({ ...c.req.param(), ...c.req.valid('json') }), 200))
    .post(`${room}/lobby`, zValidator('json', z.object({ actor, lobby: z.boolean() }), refuseInvalid), async (c) =>
      c.json(await rooms.setLobby({ ...c.req.param(), ...c.req.valid('json') }), 200))
    .post(`${room}/passcode`, zValidator('json', z.object({ actor, passcode: passcodeSchema.nullable() }), refuseInvalid), async (c) =>
      c.json(await rooms.setPasscode({ ...c.req.param(), ...c.req.valid('json') }), 200))
    .post(`${room}/keeps-audio`, zValidator('json', z.object({ actor, keepsAudio: z.boolean() }), refuseInvalid), async (c) =>
      c.json(await rooms.setKeepsAudio({ ...c.req.param(), ...c.req.valid('json') }), 200))
    .post(`${room}/role`, asked, async (c) => c.json(await rooms.roleOf({ ...c.req.param(), ...c.req.valid('json') }), 200))
    .post(`${room}/close`, asked, async (c) => c.json(await rooms.close({ ...c.req.param(), ...c.req.valid('json') }), 200))
    .post(`${room}/waiting/:peerId/admit`, asked, async (c) => c.json(await rooms.admit({ ...c.req.param(), ...c.req.valid('json') }), 200))
    .post(`${room}/waiting/:peerId/deny`, asked, async (c) => {
      await rooms.deny({ ...c.req.param(), ...c.req.valid('json') })
      return c.json({ done: true }, 200)
    })
    .post(`${person}/mute`, asked, async (c) => {
      await rooms.mute({ ...c.req.param(), ...c.req.valid('json') })
      return c.json({ done: true }, 200)
    })
    .post(`${person}/stop-share`, asked, async (c) => {
      await rooms.stopShare({ ...c.req.param(), ...c.req.valid('json') })
      return c.json({ done: true }, 200)
    })
    .post(`${person}/share-microphone`, zValidator('json', z.object({ actor, shared: z.boolean() }), refuseInvalid), async (c) =>
      c.json(await rooms.shareMicrophone({ ...c.req.param(), ...c.req.valid('json') }), 200))
    .post(`${person}/remove`, asked, async (c) => {
      await rooms.remove({ ...c.req.param(), ...c.req.valid('json') })
      return c.json({ done: true }, 200)
    })
    .post(`${person}/hand-over`, asked, async (c) => {
      await rooms.handOver({ ...c.req.param(), ...c.req.valid('json') })
      return c.json({ done: true }, 200)
    })
    .post(`${person}/co-host`, zValidator('json', z.object({ actor, coHost: z.boolean() }), refuseInvalid), async (c) => {
      await rooms.setCoHost({ ...c.req.param(), ...c.req.valid('json') })
      return c.json({ done: true }, 200)
    })
}
