import { Hono } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { z } from 'zod'
import { DomainError } from '../../../domain/errors.ts'
import { seal, unseal } from '../../../infra/seal.ts'
import { routes } from '../../../views/mod.ts'
import { SignInPage } from '../../../views/pages/account/mod.ts'
import { safeNext } from '../../gateway/account_session.ts'
import type { AccountPagesDeps } from './deps.ts'
import { signInHere } from './sign_in.tsx'

const COOKIE = 'parley-oidc'
const LONGEST_S = 10 * 60
const PURPOSE = 'oidc'

const keptSchema = z.object({ pending: z.object({ state: z.string(), nonce: z.string(), verifier: z.string() }), next: z.string().optional() })

/** `/sign-in/oidc` sends the browser to the provider, `/sign-in/oidc/callback` takes it back. Nothing there without a provider. */
export function oidcPages(deps: AccountPagesDeps) {
  const { auth, limits, assetUrl, messages, oidc, secret, secure, log } = deps
  const app = new Hono()
  if (!oidc) return app
  const { provider, publicUrl } = oidc
  const redirectUri = () => `${publicUrl()}${routes.oidcCallback.to()}`
  const path = routes.oidc.to()

  return app
    .get(routes.oidc.path, async (c) => {
      await limits.attempt(c, 'sign-in')
      const { url, pending } = await provider.begin(redirectUri())
      const kept = seal(JSON.stringify({ pending, next: safeNext(c.req.query('next')) }), { secret, purpose: PURPOSE })
      setCookie(c, COOKIE, kept, { path, secure, httpOnly: true, sameSite: 'Lax', maxAge: LONGEST_S })
      return c.redirect(url, 303)
    })
    .get(routes.oidcCallback.path, async (c) => {
      await limits.attempt(c, 'sign-in')
      const kept = keptSchema.safeParse(parse(unseal(getCookie(c, COOKIE) ?? '', { secret, purpose: PURPOSE })))
      deleteCookie(c, COOKIE, { path, secure })
      try {
        if (!kept.success) throw new DomainError('unauthorised', 'Cannot sign in: this browser did not ask for it, or too long ago')
        const identity = await provider.finish(new URL(new URL(c.req.url).search, redirectUri()), kept.data.pending)
        await signInHere(deps, c, await auth.signInWithIdentity(identity))
        return c.redirect(safeNext(kept.data.next) ?? routes.home.to(), 303)
      } catch (error) {
        if (!(error instanceof DomainError && error.code === 'unauthorised')) throw error
        log.debug('oidc-refused', { error })
        return c.html(<SignInPage t={await messages(c)} assetUrl={assetUrl} problem='elsewhere' provider={provider.name} />, 401)
      }
    })
}

function parse(text: string | null): unknown {
  return text === null ? null : JSON.parse(text)
}
