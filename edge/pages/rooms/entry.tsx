import { Hono } from 'hono'
import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { DomainError } from '../../../domain/errors.ts'
import type { JoinInput } from '../../../functions/rooms/rooms.ts'
import type { EntryRefusal, FormErrors } from '../../../views/mod.ts'
import { ENTRY_REFUSALS, EntryRefusalPage, PreJoinPage, routes, WaitingPage, WaitingState } from '../../../views/mod.ts'
import { rememberChoices } from '../../gateway/remembered.ts'
import { emptyForm, parseForm } from '../form.ts'
import type { ParsedForm } from '../form.ts'
import { homePage } from '../home.tsx'
import type { RoomPagesDeps } from './deps.ts'
import { whoComes } from './deps.ts'

/** The way into a room: opening one, the page before it, joining, waiting to be let in, leaving. */
export function entryPages(deps: RoomPagesDeps) {
  const { rooms, session, limits, assetUrl, messages, prepare, secure } = deps
  const remember = (c: Context, { name, preferences }: Extract<ParsedForm, { ok: true }>) =>
    rememberChoices(c, { name, ...preferences }, { secure })

  const join = async (c: Context, input: JoinInput) => {
    try {
      await session.start(c, await rooms.join(input))
      // On its way while the room's page loads, which says what became of it.
      void prepare?.(input.preferences.reads).catch(() => {})
      return c.redirect(routes.room.to(input.roomId), 303)
    } catch (error) {
      if (!(error instanceof DomainError && error.code === 'room-lobby')) throw error
      await session.start(c, await rooms.ask(input))
      return c.redirect(routes.waiting.to(input.roomId), 303)
    }
  }

  return new Hono()
    .post(routes.rooms.path, async (c) => {
      const t = await messages(c)
      const form = await parseForm(c, t)
      if (!form.ok) return await homePage(c, deps, { form: form.typed, errors: form.errors })
      remember(c, form)
      const { accountId: ownerId, deviceId } = await whoComes(c, deps)
      const { roomId } = await rooms.create({ ownerId, deviceId })
      return c.redirect(routes.room.to(roomId), 303)
    })
    .post(routes.join.path, async (c) => {
      const code = c.req.param('code')
      const t = await messages(c)
      await limits?.attempt(c, 'join')
      const form = await parseForm(c, t)
      if (!form.ok) return await preJoin(c, deps, { form: form.typed, errors: form.errors, status: 422 })
      remember(c, form)
      const { passcode: typed } = await c.req.parseBody()
      const passcode = typeof typed === 'string' ? typed.slice(0, 200) : ''
      if (passcode !== '') await limits?.attempt(c, 'passcode', code)
      try {
        return await join(c, { roomId: code, name: form.name, preferences: form.preferences, passcode, ...await whoComes(c, deps) })
      } catch (error) {
        if (!(error instanceof DomainError)) throw error
        if (error.code === 'passcode') {
          return await preJoin(c, deps, { form: form.typed, passcodeError: passcode.trim() === '' ? t.rooms.enterPasscode : t.rooms.wrongPasscode, status: 422 })
        }
        if (error.code === 'forbidden') return await preJoin(c, deps, { form: form.typed, errors: { hears: t.form.clonedNeedsPlan }, status: 422 })
        if (!isEntryRefusal(error.code)) throw error
        return c.html(<EntryRefusalPage t={t} assetUrl={assetUrl} room={await rooms.find(code)} why={error.code} />, error.status as ContentfulStatusCode)
      }
    })
    .get(routes.waiting.path, async (c) => {
      const code = c.req.param('code')
      const [room, peerId] = await Promise.all([rooms.find(code), session.peerId(c, code)])
      const state = peerId === null || await session.identify(c, code) ? 'gone' : await rooms.waitingState({ roomId: code, peerId })
      const asksAgain = c.req.header('hx-request') !== undefined
      c.header('vary', 'hx-request', { append: true })
      if (state === 'gone') {
        if (!asksAgain) return c.redirect(routes.room.to(code), 303)
        c.header('hx-redirect', routes.room.to(code))
        return c.body(null, 204)
      }
      if (asksAgain && state === 'waiting') return c.body(null, 204)
      const t = await messages(c)
      return c.html(asksAgain ? <WaitingState t={t} room={room} state={state} /> : <WaitingPage t={t} assetUrl={assetUrl} room={room} state={state} />)
    })
    .post(routes.leave.path, async (c) => {
      const code = c.req.param('code')
      const peerId = await session.peerId(c, code)
      if (peerId !== null) await rooms.leave({ roomId: code, peerId }).catch(ignoreGone)
      session.end(c, code)
      return c.redirect(routes.home.to(), 303)
    })
}

interface PreJoinState {
  readonly form?: ParsedForm['typed']
  readonly errors?: FormErrors
  readonly passcodeError?: string
  readonly status?: 200 | 422
}

/** The page before the meeting, for whoever is not in it. */
export async function preJoin(c: Context, deps: RoomPagesDeps, { form = emptyForm(c), errors = {}, passcodeError, status = 200 }: PreJoinState = {}): Promise<Response> {
  const { rooms, assetUrl, messages, reading, asksGoogle } = deps
  const code = c.req.param('code') ?? ''
  const [t, room, participants, languages, google] = await Promise.all([messages(c), rooms.find(code), rooms.participants(code), reading(), asksGoogle?.() ?? false])
  if (room.closedAtMs !== null) return c.html(<EntryRefusalPage t={t} assetUrl={assetUrl} room={room} why='room-closed' />, 410)
  // Who is there is for those who may come in by themselves.
  const known = room.lobby || room.hasPasscode || room.locked ? null : participants
  return c.html(
    <PreJoinPage
      t={t} assetUrl={assetUrl} room={room} form={form} errors={errors} passcodeError={passcodeError} reading={languages} google={google} participants={known}
    />,
    status,
  )
}

/** Whoever was removed, or was let go with the room, leaves as well. */
function ignoreGone(error: unknown): void {
  if (!(error instanceof DomainError && error.code === 'not-found')) throw error
}

function isEntryRefusal(code: DomainError['code']): code is EntryRefusal {
  return (ENTRY_REFUSALS as readonly string[]).includes(code)
}
