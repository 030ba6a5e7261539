import { Hono } from 'hono'
import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { DomainError } from '../../../domain/errors.ts'
import { NAME_MAX, PASSCODE_MAX, PASSCODE_MIN, passcodeSchema, ROOM_NAME_MAX, roomNameSchema } from '../../../domain/room.ts'
import { TIERS } from '../../../domain/tier.ts'
import type { Messages, PersonAction, RoomSetting, WaitingAction } from '../../../views/mod.ts'
import { FRAGMENT_HEADER, ids, personActions, Refusal, roomSettings, routes, waitingActions } from '../../../views/mod.ts'
import type { RoomPagesDeps } from './deps.ts'
import { whoAsks } from './deps.ts'
import { settingsPage } from './settings.tsx'
import { readSpeakerName } from '../speaker_name.ts'
import { fromZonedTime } from './zoned_time.ts'

/** What hosts do, each with a form: 303 back to the page, or nothing for htmx, since what has changed comes over the hub. */
export function hostPages(deps: RoomPagesDeps) {
  const { rooms, messages } = deps

  /**
   * @param page the page to be shown again when a form without a script is refused; none: the error's own page
   * @param back where someone who is not in the meeting goes on
   */
  const act = async (c: Context, { run, words, page, needsPlan = false, back = routes.roomSettings.to }: {
    run: (target: { roomId: string; actor: Awaited<ReturnType<typeof whoAsks>> }) => Promise<unknown>
    words?: (t: Messages) => string
    page?: (problem: string) => Promise<Response>
    /** Whether it takes a plan that tells people apart. */
    needsPlan?: boolean
    back?: (roomId: string) => string
  }) => {
    const roomId = c.req.param('code') ?? ''
    const scripted = c.req.header('hx-request') !== undefined
    const actor = await whoAsks(c, deps, roomId)
    try {
      await run({ roomId, actor })
    } catch (error) {
      // What nobody can put right in the form has a page of its own.
      if (!(error instanceof DomainError) || (!scripted && (!page || error.status >= 500))) throw error
      const t = await messages(c)
      const { tier } = needsPlan ? await rooms.find(roomId) : { tier: null }
      const lacksPlan = error.code === 'forbidden' && tier !== null && !TIERS[tier].proFeatures
      const problem = lacksPlan ? t.speakers.notInPlan(t.account.tiers[tier]) : error.code === 'invalid-input' && words ? words(t) : `${t.errors[error.code].title}. ${t.errors[error.code].next}`
      if (!scripted) return await page!(problem)
      c.header(FRAGMENT_HEADER, 'refusal')
      return c.html(<Refusals text={problem} />, error.status as ContentfulStatusCode)
    }
    if (scripted) return c.html(<Refusals text={null} />)
    return c.redirect(actor.peerId ? routes.room.to(roomId) : back(roomId), 303)
  }

  const nothingAt = (c: Context) => new DomainError('not-found', `There is nothing at ${c.req.path}`)

  return new Hono()
    .post(routes.personAction.path, async (c) => {
      const { peerId, action } = c.req.param()
      if (!isOf(personActions, action)) throw nothingAt(c)
      return await act(c, { run: (target) => onPerson(deps, action)({ ...target, peerId }), needsPlan: action === 'share-microphone' })
    })
    .post(routes.speakerName.path, async (c) => {
      const number = Number(c.req.param('number'))
      if (!deps.speakers || !Number.isSafeInteger(number)) throw nothingAt(c)
      const { speakers } = deps
      const { name } = await c.req.parseBody()
      return await act(c, {
        run: (target) => speakers.inRoom({ ...target, number, name: readSpeakerName(name) }),
        words: (t) => t.speakers.wrong(NAME_MAX),
      })
    })
    .post(routes.waitingAction.path, async (c) => {
      const { peerId, action } = c.req.param()
      if (!isOf(waitingActions, action)) throw nothingAt(c)
      return await act(c, { run: (target) => onWaiting(deps, action)({ ...target, peerId }) })
    })
    .get(routes.roomSettings.path, (c) => settingsPage(c, deps))
    .post(routes.roomSetting.path, async (c) => {
      const { setting } = c.req.param()
      if (!isOf(roomSettings, setting)) throw nothingAt(c)
      const body = await c.req.parseBody()
      const text = (name: string) => (typeof body[name] === 'string' ? body[name] : '')
      return await act(c, {
        run: async (target) => {
          switch (setting) {
            case 'lock':
              return await rooms.lock({ ...target, locked: text('locked') !== '' })
            case 'lobby':
              return await rooms.setLobby({ ...target, lobby: text('lobby') !== '' })
            case 'passcode':
              return await rooms.setPasscode({ ...target, passcode: valid(passcodeSchema.safeParse(text('passcode')), 'set the passcode') })
            case 'no-passcode':
              return await rooms.setPasscode({ ...target, passcode: null })
            case 'rename':
              return await rooms.rename({ ...target, name: valid(roomNameSchema.safeParse(text('name')), 'rename the room') })
            case 'schedule':
              return await rooms.schedule({ ...target, scheduledAtMs: timeOf(text('time'), text('zone')) })
            case 'keep-audio':
              return await rooms.setKeepsAudio({ ...target, keepsAudio: text('kept') !== '' })
            case 'end':
              return await rooms.close(target)
          }
        },
        words: (t) => wordsOf(t, setting),
        needsPlan: setting === 'keep-audio',
        page: (problem) => settingsPage(c, deps, problem),
        ...(setting === 'end' ? { back: routes.home.to } : {}),
      })
    })
}

function Refusals({ text }: { text: string | null }) {
  return (
    <>
      <Refusal text={text} oob='true' />
      <Refusal text={text} oob='true' id={ids.settingsRefusal} />
    </>
  )
}

function onPerson({ rooms }: RoomPagesDeps, action: PersonAction) {
  switch (action) {
    case 'mute':
      return rooms.mute
    case 'stop-share':
      return rooms.stopShare
    case 'remove':
      return rooms.remove
    case 'hand-over':
      return rooms.handOver
    case 'share-microphone':
    case 'own-microphone':
      return (input: Parameters<typeof rooms.mute>[0]) => rooms.shareMicrophone({ ...input, shared: action === 'share-microphone' })
    case 'co-host':
    case 'guest':
      return (input: Parameters<typeof rooms.mute>[0]) => rooms.setCoHost({ ...input, coHost: action === 'co-host' })
  }
}

function onWaiting({ rooms }: RoomPagesDeps, action: WaitingAction) {
  return action === 'admit' ? rooms.admit : rooms.deny
}

/** Empty: at any time. Throws DomainError `invalid-input`. */
function timeOf(time: string, zone: string): number | null {
  if (time === '') return null
  const ms = fromZonedTime(time, zone || 'UTC')
  if (ms === null) throw new DomainError('invalid-input', `Cannot schedule the room: "${time.slice(0, 40)}" is not a time`)
  return ms
}

function valid<T>(parsed: { success: true; data: T } | { success: false; error: unknown }, action: string): T {
  if (!parsed.success) throw new DomainError('invalid-input', `Cannot ${action}: it is too short or too long`, { cause: parsed.error })
  return parsed.data
}

function wordsOf(t: Messages, setting: RoomSetting): string {
  if (setting === 'passcode') return t.rooms.passcodeShort(PASSCODE_MIN, PASSCODE_MAX)
  return setting === 'schedule' ? t.rooms.timeWrong : t.rooms.nameWrong(ROOM_NAME_MAX)
}

function isOf<T extends string>(all: readonly T[], value: string): value is T {
  return (all as readonly string[]).includes(value)
}
