import { Hono } from 'hono'
import type { Context } from 'hono'
import { PASSCODE_MAX, PASSCODE_MIN, passcodeSchema, ROOM_NAME_MAX, roomNameSchema } from '../../../domain/room.ts'
import type { Messages, NewRoomErrors, NewRoomForm } from '../../../views/mod.ts'
import { NewRoomPage, routes } from '../../../views/mod.ts'
import type { RoomPagesDeps } from './deps.ts'
import { fromZonedTime } from './zoned_time.ts'

const EMPTY: NewRoomForm = { name: '', time: '', zone: 'UTC', lobby: false }

/** `/rooms/new`: a room with a name, and perhaps a time, for people who are signed in. */
export function newRoomPages({ rooms, accounts, messages, assetUrl, now = Date.now }: RoomPagesDeps) {
  return new Hono()
    .get(routes.newRoom.path, async (c) => {
      await accounts.require(c)
      return c.html(<NewRoomPage t={await messages(c)} assetUrl={assetUrl} form={EMPTY} />)
    })
    .post(routes.newRoom.path, async (c) => {
      const { accountId } = await accounts.require(c)
      const t = await messages(c)
      const { form, passcode } = await readForm(c)
      const scheduledAtMs = form.time === '' ? null : fromZonedTime(form.time, form.zone)
      const [name, code] = [roomNameSchema.safeParse(form.name), passcodeSchema.safeParse(passcode)]
      const errors = errorsOf(t, {
        name: !name.success, passcode: passcode !== '' && !code.success,
        time: form.time !== '' && (scheduledAtMs === null || scheduledAtMs <= now()),
      })
      if (errors || !name.success) return c.html(<NewRoomPage t={t} assetUrl={assetUrl} form={form} errors={errors ?? {}} />, 422)
      const { roomId } = await rooms.create({
        ownerId: accountId, name: name.data, lobby: form.lobby, passcode: passcode === '' ? null : code.data ?? null, scheduledAtMs,
      })
      return c.redirect(scheduledAtMs === null ? routes.room.to(roomId) : routes.home.to(), 303)
    })
}

async function readForm(c: Context): Promise<{ form: NewRoomForm; passcode: string }> {
  const body = await c.req.parseBody()
  const text = (name: string) => (typeof body[name] === 'string' ? body[name].trim() : '')
  return { form: { name: text('name'), time: text('time'), zone: text('zone') || 'UTC', lobby: text('lobby') !== '' }, passcode: text('passcode') }
}

function errorsOf(t: Messages, wrong: Readonly<Record<keyof NewRoomErrors, boolean>>): NewRoomErrors | null {
  if (!Object.values(wrong).some(Boolean)) return null
  return {
    ...(wrong.name ? { name: t.rooms.nameWrong(ROOM_NAME_MAX) } : {}),
    ...(wrong.time ? { time: t.rooms.timeWrong } : {}),
    ...(wrong.passcode ? { passcode: t.rooms.passcodeShort(PASSCODE_MIN, PASSCODE_MAX) } : {}),
  }
}
