import { Hono } from 'hono'
import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { Viewer } from '../../../domain/account.ts'
import { keyNameSchema, scopeSchema, scopesSchema } from '../../../domain/api_key.ts'
import type { ApiKeys } from '../../../functions/auth/api_keys/api_keys.ts'
import { seal, unseal } from '../../../infra/seal.ts'
import type { AssetUrl } from '../../../views/mod.ts'
import { routes } from '../../../views/mod.ts'
import { KeysPage } from '../../../views/pages/keys/mod.ts'
import type { KeysPageProps } from '../../../views/pages/keys/mod.ts'
import type { AccountSession } from '../../gateway/account_session.ts'
import type { MessagesOf } from '../../gateway/locale.ts'

/** Carries a new key, sealed, from the form to the page that shows it once, so that loading that page again makes no second key. */
const COOKIE = 'parley-new-key'
const SHOWN_WITHIN_S = 60
const PURPOSE = 'new-api-key'

export interface KeyPagesDeps {
  readonly keys: ApiKeys
  readonly accounts: AccountSession
  readonly messages: MessagesOf
  readonly assetUrl: AssetUrl
  /** The deployment's secret. */
  readonly secret: string
  readonly secure: boolean
}

/** `/account/keys`, for who is signed in: every form works without a script (303 after POST). */
export function createKeyPagesApp({ keys, accounts, messages, assetUrl, secret, secure }: KeyPagesDeps) {
  const page = async (c: Context, { accountId, tier }: Viewer, more: Pick<KeysPageProps, 'made' | 'revoked' | 'wrong'> = {}) =>
    c.html(<KeysPage t={await messages(c)} assetUrl={assetUrl} tier={tier} keys={await keys.list(accountId)} {...more} />, more.wrong ? 422 : 200)

  /** The key that this account just made, the first time it is asked for. */
  const takeNewKey = (c: Context, accountId: string): string | null => {
    const kept = getCookie(c, COOKIE)
    if (!kept) return null
    deleteCookie(c, COOKIE, { path: routes.keys.to(), secure })
    const [owner, key] = unseal(kept, { secret, purpose: PURPOSE })?.split(' ') ?? []
    return owner === accountId && key ? key : null
  }

  return new Hono()
    .get(routes.keys.path, async (c) => {
      const viewer = await accounts.require(c)
      return page(c, viewer, { made: takeNewKey(c, viewer.accountId), revoked: c.req.query('done') === 'revoked' })
    })
    .post(routes.keys.path, async (c) => {
      const viewer = await accounts.require(c)
      const body = await c.req.parseBody({ all: true })
      const [name, scopes] = [keyNameSchema.safeParse(body.name), scopesSchema.safeParse([body.scopes ?? []].flat())]
      if (!name.success || !scopes.success) {
        const typed = [body.scopes ?? []].flat().flatMap((scope) => scopeSchema.safeParse(scope).data ?? [])
        const fields = [...(name.success ? [] : ['name' as const]), ...(scopes.success ? [] : ['scopes' as const])]
        return page(c, viewer, { wrong: { name: typeof body.name === 'string' ? body.name : '', scopes: typed, fields } })
      }
      const { key } = await keys.create({ accountId: viewer.accountId, name: name.data, scopes: scopes.data })
      const kept = seal(`${viewer.accountId} ${key}`, { secret, purpose: PURPOSE })
      setCookie(c, COOKIE, kept, { path: routes.keys.to(), secure, httpOnly: true, sameSite: 'Strict', maxAge: SHOWN_WITHIN_S })
      return c.redirect(routes.keys.to(), 303)
    })
    .post(routes.keyRevocation.path, async (c) => {
      const { accountId } = await accounts.require(c)
      await keys.revoke({ accountId, keyId: c.req.param('key') })
      return c.redirect(`${routes.keys.to()}?done=revoked`, 303)
    })
}
