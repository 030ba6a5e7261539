import { Hono } from 'hono'
import type { Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { DomainError } from '../../domain/errors.ts'
import type { Language } from '../../domain/language.ts'
import { languageSchema } from '../../domain/language.ts'
import { spokenLanguageSchema } from '../../domain/room.ts'
import type { Rooms } from '../../functions/rooms/rooms.ts'
import type { AssetUrl } from '../../views/mod.ts'
import { HomePage, LanguageNotePush, PreJoinPage, RoomFullPage, RoomPage, routes } from '../../views/mod.ts'
import { rememberChoices } from '../gateway/remembered.ts'
import type { MessagesOf } from '../gateway/locale.ts'
import type { Session } from '../gateway/session.ts'
import type { Hubs } from '../hub/hubs.ts'
import { emptyForm, parseForm } from './form.ts'
import type { ParsedForm } from './form.ts'

const FORM_MAX_BYTES = 16 * 1024

export interface PagesOptions {
  readonly rooms: Rooms
  readonly session: Session
  readonly hubs: Hubs
  readonly assetUrl: AssetUrl
  readonly messages: MessagesOf
  /** Languages that can be read, asked anew for each page: engines come and go. */
  readonly readable: () => Promise<readonly Language[]>
  readonly secure: boolean
}

/** The pages: every form works without a script (303 after POST). */
export function createPagesApp({ rooms, session, hubs, assetUrl, messages, readable, secure }: PagesOptions) {
  const preJoin = async (c: Context, code: string, form = emptyForm(c), errors = {}, status: 200 | 422 = 200) => {
    const [t, room, participants, languages] = await Promise.all([messages(c), rooms.find(code), rooms.participants(code), readable()])
    return c.html(<PreJoinPage t={t} assetUrl={assetUrl} room={room} form={form} errors={errors} readable={languages} participants={participants} />, status)
  }
  const remember = (c: Context, { name, preferences }: Extract<ParsedForm, { ok: true }>) =>
    rememberChoices(c, { name, speaks: preferences.speaks, reads: preferences.reads }, { secure })

  return new Hono()
    .use(bodyLimit({ maxSize: FORM_MAX_BYTES, onError: () => { throw new DomainError('too-large', `The form is larger than ${FORM_MAX_BYTES} bytes`) } }))
    .get(routes.home.path, async (c) => c.html(<HomePage t={await messages(c)} assetUrl={assetUrl} form={emptyForm(c)} readable={await readable()} />))
    .post(routes.rooms.path, async (c) => {
      const t = await messages(c)
      const form = await parseForm(c, t)
      if (!form.ok) return c.html(<HomePage t={t} assetUrl={assetUrl} form={form.typed} errors={form.errors} readable={await readable()} />, 422)
      remember(c, form)
      const { roomId } = await rooms.create()
      return c.redirect(routes.room.to(roomId), 303)
    })
    .get(routes.room.path, async (c) => {
      const code = c.req.param('code')
      const me = await session.identify(c, code)
      if (!me) return preJoin(c, code)
      const [t, room, participants, languages, hub] = await Promise.all([messages(c), rooms.find(code), rooms.participants(code), readable(), hubs.open(code)])
      return c.html(
        <RoomPage
          t={t} assetUrl={assetUrl} room={room} me={me} participants={participants} captions={hub.captions(me)} readable={languages}
          inviteUrl={inviteUrl(c, code, secure)}
        />,
      )
    })
    .post(routes.join.path, async (c) => {
      const code = c.req.param('code')
      const t = await messages(c)
      const form = await parseForm(c, t)
      if (!form.ok) return preJoin(c, code, form.typed, form.errors, 422)
      remember(c, form)
      try {
        await session.start(c, await rooms.join({ roomId: code, name: form.name, preferences: form.preferences }))
      } catch (error) {
        if (!(error instanceof DomainError && error.code === 'room-full')) throw error
        return c.html(<RoomFullPage t={t} assetUrl={assetUrl} room={await rooms.find(code)} />, error.status)
      }
      return c.redirect(routes.room.to(code), 303)
    })
    .post(routes.leave.path, async (c) => {
      const code = c.req.param('code')
      const me = await session.identify(c, code)
      if (me) await rooms.leave({ roomId: code, peerId: me.peerId })
      session.end(c, code)
      return c.redirect(routes.home.to(), 303)
    })
    .post(routes.preferences.path, async (c) => {
      const code = c.req.param('code')
      const { peerId } = await session.require(c, code)
      const { preferences, name } = await rooms.updatePreferences({ roomId: code, peerId, preferences: await parsePreferences(c) })
      rememberChoices(c, { name, speaks: preferences.speaks, reads: preferences.reads }, { secure })
      if (!c.req.header('hx-request')) return c.redirect(routes.room.to(code), 303)
      return c.html(<LanguageNotePush t={await messages(c)} reads={preferences.reads} readable={await readable()} />)
    })
}

async function parsePreferences(c: Context) {
  const { reads, speaks } = await c.req.parseBody()
  const wanted = {
    ...(reads === undefined ? {} : { reads: languageSchema.safeParse(reads) }),
    ...(speaks === undefined ? {} : { speaks: spokenLanguageSchema.safeParse(speaks) }),
  }
  const refused = Object.entries(wanted).find(([, parsed]) => !parsed.success)
  if (refused) throw new DomainError('invalid-input', `Cannot change ${refused[0]}: it is not a language of the list`)
  return {
    ...(wanted.reads?.success ? { reads: wanted.reads.data } : {}),
    ...(wanted.speaks?.success ? { speaks: wanted.speaks.data } : {}),
  }
}

/** The address as this visitor reached it, which may be behind a proxy that ends TLS. */
function inviteUrl(c: Context, code: string, secure: boolean): string {
  const host = c.req.header('host') ?? new URL(c.req.url).host
  return `${secure ? 'https' : 'http'}://${host}${routes.room.to(code)}`
}
