import { Hono } from 'hono'
import type { Viewer } from '../../domain/account.ts'
import { DomainError } from '../../domain/errors.ts'
import { isLocale, routes } from '../../views/mod.ts'
import type { Locale } from '../../views/mod.ts'
import type { AccountSession } from '../gateway/account_session.ts'
import { safeNext } from '../gateway/account_session.ts'
import { rememberLocale } from '../gateway/locale.ts'

export interface LocaleAppDeps {
  readonly accounts: Pick<AccountSession, 'viewer'>
  /** Keeps the choice with the account of who is signed in. */
  readonly saveLocale?: ((viewer: Viewer, locale: Locale) => Promise<void>) | undefined
  readonly secure: boolean
}

/** `POST /locale`: changes the language of the pages and goes back to where one was. */
export function createLocaleApp({ accounts, saveLocale, secure }: LocaleAppDeps) {
  return new Hono().post(routes.locale.path, async (c) => {
    const { locale, next } = await c.req.parseBody()
    if (!isLocale(locale)) throw new DomainError('invalid-input', 'Cannot change the language of the pages: they do not exist in it')
    const viewer = await accounts.viewer(c)
    if (viewer && saveLocale) await saveLocale(viewer, locale)
    rememberLocale(c, locale, { secure })
    const from = c.req.header('referer') ?? ''
    const here = typeof next === 'string' ? next : URL.canParse(from) ? new URL(from).pathname + new URL(from).search : undefined
    return c.redirect(safeNext(here) ?? routes.home.to(), 303)
  })
}
