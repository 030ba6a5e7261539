import { Hono } from 'hono'
import type { Context } from 'hono'
import { z } from 'zod'
import { emailSchema, typedPasswordSchema } from '../../../domain/account.ts'
import type { SessionTokens } from '../../../functions/auth/sessions.ts'
import { routes } from '../../../views/mod.ts'
import { DONE, SignInPage } from '../../../views/pages/account/mod.ts'
import { safeNext } from '../../gateway/account_session.ts'
import type { AccountPagesDeps } from './deps.ts'
import { readForm } from './read_form.ts'

const signInSchema = z.object({ email: emailSchema, password: typedPasswordSchema, next: z.string() })

/** `/sign-in` and `/sign-out`. */
export function signInPages(deps: AccountPagesDeps) {
  const { auth, accounts, limits, assetUrl, messages, oidc } = deps
  const provider = oidc?.provider.name ?? null
  return new Hono()
    .get(routes.signIn.path, async (c) => {
      const next = safeNext(c.req.query('next'))
      if (await accounts.viewer(c)) return c.redirect(next ?? routes.home.to(), 303)
      return c.html(<SignInPage t={await messages(c)} assetUrl={assetUrl} next={next} done={doneIn(c)} provider={provider} />)
    })
    .post(routes.signIn.path, async (c) => {
      const form = await readForm(c, signInSchema)
      const again = { t: await messages(c), assetUrl, next: safeNext(form.typed.next), email: form.typed.email ?? '', provider }
      if (!form.ok) return c.html(<SignInPage {...again} errors={form.errors} />, 422)
      await limits.attempt(c, 'sign-in', form.data.email)
      const tokens = await auth.signIn(form.data)
      if (!tokens) return c.html(<SignInPage {...again} problem='wrong' />, 422)
      await signInHere(deps, c, tokens)
      return c.redirect(again.next ?? routes.home.to(), 303)
    })
    .post(routes.signOut.path, async (c) => {
      const session = await accounts.current(c)
      if (session) await auth.signOut(session.sessionId)
      accounts.end(c)
      return c.redirect(routes.home.to(), 303)
    })
}

/** Signs this browser in; whoever was signed in here before is signed out. */
export async function signInHere({ auth, accounts }: Pick<AccountPagesDeps, 'auth' | 'accounts'>, c: Context, tokens: SessionTokens): Promise<void> {
  const before = await accounts.current(c)
  if (before) await auth.signOut(before.sessionId)
  accounts.start(c, tokens)
}

/** What the address says was just done. */
export function doneIn(c: Context): (typeof DONE)[number] | null {
  return DONE.find((done) => done === c.req.query('done')) ?? null
}
