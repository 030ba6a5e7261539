import type { Context } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import type { Viewer } from '../../domain/account.ts'
import { isLocale, locales, messagesFor } from '../../views/mod.ts'
import type { Locale, Messages } from '../../views/mod.ts'
import type { AccountSession } from './account_session.ts'

const COOKIE = 'parley-locale'
const YEAR_S = 365 * 24 * 60 * 60

/** The language of the pages for who asks: their account's, else what this browser chose, else what it accepts, else English. */
export function localeOf(c: Context, viewer?: Pick<Viewer, 'locale'> | null): Locale {
  const chosen = [viewer?.locale, getCookie(c, COOKIE)].find(isLocale)
  return chosen ?? acceptedLocale(c.req.header('accept-language') ?? '')
}

/** Keeps the choice of this browser for a year. */
export function rememberLocale(c: Context, locale: Locale, { secure }: { secure: boolean }): void {
  setCookie(c, COOKIE, locale, { path: '/', secure, httpOnly: true, sameSite: 'Lax', maxAge: YEAR_S })
}

/** The first of an Accept-Language header, by weight, that the pages exist in; English otherwise. */
export function acceptedLocale(header: string): Locale {
  const wanted = header.split(',').map((part) => {
    const [tag, ...parameters] = part.trim().split(/\s*;\s*/)
    const weight = Number(parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? 1)
    return { code: tag!.split('-', 1)[0]!.toLowerCase(), weight: Number.isNaN(weight) ? 0 : weight }
  })
  // Sorting is stable: of equal weights the first one wins.
  const best = wanted.filter(({ weight }) => weight > 0).sort((a, b) => b.weight - a.weight).map(({ code }) => code)
  return best.find(isLocale) ?? locales[0]!
}

/** The words for a page's answer, which then says which language it is in. */
export type MessagesOf = (c: Context) => Promise<Messages>

/** Words in the language of who asks. An account that cannot be asked for just now counts as none. */
export function createMessagesOf(accounts: Pick<AccountSession, 'viewer'>): MessagesOf {
  // Pages and the handlers of their errors ask several times; the headers are said once.
  const known = new WeakMap<Context, Promise<Messages>>()
  const choose = async (c: Context) => {
    const viewer = await accounts.viewer(c).catch(() => null)
    const t = messagesFor(localeOf(c, viewer))
    c.header('content-language', t.locale)
    c.header('vary', 'accept-language, cookie', { append: true })
    return t
  }
  return (c) => {
    const chosen = known.get(c) ?? choose(c)
    known.set(c, chosen)
    return chosen
  }
}
