import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { DomainError } from '../../domain/errors.ts'
import type { Viewer } from '../../domain/account.ts'
import type { Authenticated } from '../../functions/auth/authenticate.ts'
import type { Auth } from '../../functions/auth/create_auth.ts'
import { ACCESS_TOKEN_MS } from '../../functions/auth/key_ring.ts'
import type { SessionTokens } from '../../functions/auth/sessions.ts'
import { REFRESH_TOKEN_MS } from '../../functions/auth/sessions.ts'
import { shownPath } from '../../functions/problem.ts'
import { routes } from '../../views/mod.ts'

export type { Viewer } from '../../domain/account.ts'

const ACCESS = 'parley-access'
const REFRESH = 'parley-refresh'

/** Thrown by `require`: pages go to the sign-in form and come back, programs get 401. */
export class SignInNeeded extends DomainError {
  /** Where a browser signs in, with the way back. */
  readonly location: string

  constructor(c: Context) {
    super('unauthorised', `Cannot ${c.req.method} ${shownPath(c.req.path)}: sign in first`)
    // A part of a page is no place to come back to: the page is.
    const from = isForScript(c) ? c.req.header('hx-current-url') : c.req.method === 'GET' ? c.req.url : c.req.header('referer')
    this.location = routes.signIn.to(wayBack(from ?? ''))
  }
}

/** Who is signed in, in this browser. */
export interface AccountSession {
  /** Null for guests. Asks the database once a request; renews an expired session on the way. Throws DomainError `unavailable`. */
  viewer(c: Context): Promise<Viewer | null>
  /** With the sign-in that the request belongs to. */
  current(c: Context): Promise<Authenticated | null>
  /** Throws SignInNeeded (`unauthorised`) for guests. */
  require(c: Context): Promise<Viewer>
  /** Signs this browser in. */
  start(c: Context, tokens: SessionTokens): void
  /** Forgets the cookies; that the sign-in has ended is told to `Auth`. */
  end(c: Context): void
}

/** Where there is no database: everybody is a guest. */
export const guestsOnly: AccountSession = {
  viewer: async () => null,
  current: async () => null,
  async require(c) {
    throw new SignInNeeded(c)
  },
  start() {},
  end() {},
}

/**
 * Two cookies: a token that says who for 15 minutes, and one that gets the next such token. Both are sent with every
 * page, so that a page that is opened after an hour renews the session without a script.
 */
export function createAccountSession({ auth, secure }: { auth: Pick<Auth, 'authenticate' | 'refresh'>; secure: boolean }): AccountSession {
  // `__Host-` keeps other hosts of the domain from setting ours; browsers take it with Secure only.
  const prefix = secure ? 'host' as const : undefined
  const cookie = { path: '/', secure, httpOnly: true, sameSite: 'Lax', prefix } as const
  const known = new WeakMap<Context, Promise<Authenticated | null>>()

  const set = (c: Context, { accessToken, refreshToken }: SessionTokens) => {
    setCookie(c, ACCESS, accessToken, { ...cookie, maxAge: ACCESS_TOKEN_MS / 1000 })
    if (refreshToken !== null) setCookie(c, REFRESH, refreshToken, { ...cookie, maxAge: REFRESH_TOKEN_MS / 1000 })
  }
  const forget = (c: Context) => {
    for (const name of [ACCESS, REFRESH]) deleteCookie(c, name, { path: '/', secure, prefix })
  }
  const read = async (c: Context): Promise<Authenticated | null> => {
    const [accessToken, refreshToken] = [getCookie(c, ACCESS, prefix), getCookie(c, REFRESH, prefix)]
    const found = accessToken ? await auth.authenticate(accessToken) : null
    if (found || !refreshToken) return found
    // The answer to an upgrade sets no cookies: the next token would be lost.
    if (c.req.header('upgrade')) return null
    const renewed = await auth.refresh(refreshToken)
    if (renewed) set(c, renewed)
    else forget(c)
    return renewed && await auth.authenticate(renewed.accessToken)
  }
  const current = (c: Context) => {
    const asked = known.get(c) ?? read(c)
    known.set(c, asked)
    return asked
  }

  return {
    current,
    viewer: async (c) => (await current(c))?.viewer ?? null,
    async require(c) {
      const found = await current(c)
      if (!found) throw new SignInNeeded(c)
      return found.viewer
    },
    start(c, tokens) {
      set(c, tokens)
      const found = auth.authenticate(tokens.accessToken)
      // Whoever asks in this request gets the failure; when nobody does, it is nobody's.
      found.catch(() => {})
      known.set(c, found)
    },
    end(c) {
      forget(c)
      known.set(c, Promise.resolve(null))
    },
  }
}

/** htmx asks for a part of a page. */
export function isForScript(c: Context): boolean {
  return c.req.header('hx-request') !== undefined && c.req.header('hx-boosted') === undefined
}

/** A path of our own to go back to, or nothing: never another site, whatever a link says. */
export function safeNext(value: string | undefined): string | undefined {
  // Browsers read `\` as `/` and drop tabs and line ends: `/\example.org` would lead away.
  if (value === undefined || !/^\/(?![/\\])[^\\\p{Cc}]*$/u.test(value) || value.length > 500) return undefined
  const { host, pathname, search } = new URL(value, 'http://own.invalid')
  // `/..//example.org` becomes a path that begins with two slashes only when it is read.
  return host === 'own.invalid' && !pathname.startsWith('//') ? pathname + search : undefined
}

function wayBack(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined
  const { pathname, search } = new URL(address)
  return safeNext(pathname + search)
}
