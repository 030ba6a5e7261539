import { Hono } from 'hono'
import type { Context } from 'hono'
import { DomainError } from '../../../domain/errors.ts'
import { languageSchema } from '../../../domain/language.ts'
import { readingState } from '../../../domain/language_state.ts'
import type { Participant } from '../../../domain/room.ts'
import { hearsSchema, isHost, spokenLanguageSchema } from '../../../domain/room.ts'
import { EntryRefusalPage, FRAGMENT_HEADER, LanguageNotePush, Refusal, RoomPage, routes } from '../../../views/mod.ts'
import { rememberChoices } from '../../gateway/remembered.ts'
import { roomState } from '../../hub/room_state.ts'
import type { RoomPagesDeps } from './deps.ts'
import { preJoin } from './entry.tsx'

/** The meeting's page, and what one changes for oneself in it. */
export function meetingPages(deps: RoomPagesDeps) {
  const { rooms, session, documents, hubs, assetUrl, messages, reading, asksGoogle, collectedSoFar, prepare, secure, now = Date.now } = deps
  return new Hono()
    .get(routes.room.path, async (c) => {
      const code = c.req.param('code')
      const me = await session.identify(c, code)
      if (!me) return await waitsOr(c, deps, () => preJoin(c, deps))
      const why = await refusedPlace(deps, me)
      if (why) return c.html(<EntryRefusalPage t={await messages(c)} assetUrl={assetUrl} room={await rooms.find(code)} why={why} />, 409)
      const [t, state, participants, languages, hub, google, collectedMs, searches] = await Promise.all([
        messages(c), roomState(rooms, code), rooms.participants(code), reading(), hubs.open(code), asksGoogle?.() ?? false,
        // Meetings go on while the database is away.
        me.accountId === null ? null : collectedSoFar?.(me.accountId).catch(() => null) ?? null,
        documents?.hasAny(code).catch(() => false) ?? false,
      ])
      return c.html(
        <RoomPage
          t={t} assetUrl={assetUrl} room={state.room} me={me} participants={participants} captions={hub.captions(me)} dubs={hub.dubs(me)} speakers={hub.speakers(me)} messages={hub.messages(me)} reading={languages} google={google} collectedMs={collectedMs}
          waiting={isHost(me) ? state.waiting : []} meeting={state.meeting} nowMs={now()} searches={searches} inviteUrl={inviteUrl(c, code, secure)}
        />,
      )
    })
    .post(routes.preferences.path, async (c) => {
      const code = c.req.param('code')
      const { peerId } = await session.require(c, code)
      const wanted = await parsePreferences(c)
      const scripted = c.req.header('hx-request') !== undefined
      let changed: Participant
      try {
        changed = await rooms.updatePreferences({ roomId: code, peerId, preferences: wanted })
      } catch (error) {
        if (!(scripted && error instanceof DomainError && error.code === 'forbidden')) throw error
        c.header(FRAGMENT_HEADER, 'refusal')
        return c.html(<Refusal text={(await messages(c)).form.clonedNeedsPlan} oob='true' />, 403)
      }
      const { preferences, name } = changed
      rememberChoices(c, { name, ...preferences }, { secure })
      // The note that the page shows until then stands if nobody can say more.
      const asked = wanted.reads === undefined ? null : await prepare?.(wanted.reads).catch(() => null) ?? null
      if (!scripted) return c.redirect(routes.room.to(code), 303)
      return c.html(
        <>
          <LanguageNotePush t={await messages(c)} roomId={code} reads={preferences.reads} state={asked ?? readingState(await reading(), preferences.reads)} />
          <Refusal text={null} oob='true' />
        </>,
      )
    })
}

/** Someone who still waits goes back to waiting, whatever link they follow. */
async function waitsOr(c: Context, { rooms, session }: RoomPagesDeps, otherwise: () => Promise<Response>): Promise<Response> {
  const code = c.req.param('code') ?? ''
  const peerId = await session.peerId(c, code)
  const waits = peerId !== null && await rooms.waitingState({ roomId: code, peerId }) === 'waiting'
  return waits ? c.redirect(routes.waiting.to(code), 303) : await otherwise()
}

/** Why a member whose place has lapsed gets none now; null: they have one. */
async function refusedPlace({ rooms }: RoomPagesDeps, { roomId, peerId }: Participant): Promise<'room-full' | 'rooms-at-once' | null> {
  try {
    await rooms.connect({ roomId, peerId })
    return null
  } catch (error) {
    if (error instanceof DomainError && (error.code === 'room-full' || error.code === 'rooms-at-once')) return error.code
    throw error
  }
}

async function parsePreferences(c: Context) {
  const { reads, speaks, hears } = await c.req.parseBody()
  const wanted = {
    ...(reads === undefined ? {} : { reads: languageSchema.safeParse(reads) }),
    ...(speaks === undefined ? {} : { speaks: spokenLanguageSchema.safeParse(speaks) }),
    ...(hears === undefined ? {} : { hears: hearsSchema.safeParse(hears) }),
  }
  const refused = Object.entries(wanted).find(([, parsed]) => !parsed.success)
  if (refused) throw new DomainError('invalid-input', `Cannot change ${refused[0]}: it is not one of the list`)
  return {
    ...(wanted.reads?.success ? { reads: wanted.reads.data } : {}),
    ...(wanted.speaks?.success ? { speaks: wanted.speaks.data } : {}),
    ...(wanted.hears?.success ? { hears: wanted.hears.data } : {}),
  }
}

/** The address as this visitor reached it, which may be behind a proxy that ends TLS. */
function inviteUrl(c: Context, code: string, secure: boolean): string {
  const host = c.req.header('host') ?? new URL(c.req.url).host
  return `${secure ? 'https' : 'http'}://${host}${routes.room.to(code)}`
}
