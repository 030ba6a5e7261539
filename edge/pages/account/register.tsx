import { Hono } from 'hono'
import { getSignedCookie, setSignedCookie } from 'hono/cookie'
import type { Context } from 'hono'
import { z } from 'zod'
import { accountNameSchema, emailSchema, newPasswordSchema } from '../../../domain/account.ts'
import { DomainError } from '../../../domain/errors.ts'
import { DeadLinkPage, RegisterPage, SentPage, VerifyPage } from '../../../views/pages/account/mod.ts'
import { routes } from '../../../views/mod.ts'
import type { AccountPagesDeps } from './deps.ts'
import { readForm } from './read_form.ts'
import { signInHere } from './sign_in.tsx'

const registerSchema = z.object({ name: accountNameSchema, email: emailSchema, password: newPasswordSchema })
const passwordSchema = z.object({ password: z.string() })

/** What this browser registered: then the link in the mail is enough. */
const REGISTERED = 'parley-registered'
const DAY_S = 24 * 60 * 60

/** `/register` and `/verify/TOKEN`. */
export function registerPages(deps: AccountPagesDeps) {
  const { auth, accounts, limits, assetUrl, messages, secret, secure } = deps
  const registered = async (c: Context) => (await getSignedCookie(c, secret, REGISTERED)) || null

  return new Hono()
    .get(routes.register.path, async (c) => {
      if (await accounts.viewer(c)) return c.redirect(routes.account.to(), 303)
      return c.html(<RegisterPage t={await messages(c)} assetUrl={assetUrl} />)
    })
    .post(routes.register.path, async (c) => {
      const t = await messages(c)
      const form = await readForm(c, registerSchema)
      const typed = { name: form.typed.name ?? '', email: form.typed.email ?? '' }
      if (!form.ok) return c.html(<RegisterPage t={t} assetUrl={assetUrl} typed={typed} errors={form.errors} />, 422)
      await limits.attempt(c, 'register', form.data.email)
      try {
        const outcome = await auth.register({ ...form.data, locale: t.locale.split('-')[0]! })
        if (!outcome.ok) return c.html(<RegisterPage t={t} assetUrl={assetUrl} typed={typed} errors={outcome.errors} />, 422)
        await setSignedCookie(c, REGISTERED, outcome.accountId, secret, { path: '/verify', secure, httpOnly: true, sameSite: 'Lax', maxAge: DAY_S })
      } catch (error) {
        if (!(error instanceof DomainError && error.code === 'invalid-input')) throw error
        return c.html(<RegisterPage t={t} assetUrl={assetUrl} typed={typed} errors={{ email: 'email-refused' }} />, 422)
      }
      return c.redirect(routes.registerSent.to(), 303)
    })
    .get(routes.registerSent.path, async (c) => c.html(<SentPage t={await messages(c)} assetUrl={assetUrl} what='register' mailDelivers={auth.mailDelivers} />))
    .get(routes.verify.path, async (c) => {
      const [t, token] = [await messages(c), c.req.param('token')]
      const link = await unlessDead(auth.findVerifyLink(token))
      if (!link) return c.html(<DeadLinkPage t={t} assetUrl={assetUrl} what='verify' />, 404)
      return c.html(<VerifyPage t={t} assetUrl={assetUrl} token={token} email={link.email} asksPassword={await registered(c) !== link.accountId} />)
    })
    .post(routes.verify.path, async (c) => {
      const [t, token] = [await messages(c), c.req.param('token')]
      await limits.attempt(c, 'confirm', token)
      const { password } = (await readForm(c, passwordSchema) as { data: { password: string } }).data
      const link = await unlessDead(auth.findVerifyLink(token))
      const outcome = link && await unlessDead(auth.verifyEmail({ token, registered: await registered(c), password: password.normalize('NFKC') }))
      if (!link || !outcome) return c.html(<DeadLinkPage t={t} assetUrl={assetUrl} what='verify' />, 404)
      if (!outcome.ok) return c.html(<VerifyPage t={t} assetUrl={assetUrl} token={token} email={link.email} asksPassword errors={outcome.errors} />, 422)
      await signInHere(deps, c, outcome)
      return c.redirect(`${routes.account.to()}?done=verified`, 303)
    })
}

/** Null for a link that does not work (any more). */
export async function unlessDead<T>(answer: Promise<T>): Promise<T | null> {
  return await answer.catch((error: unknown) => {
    if (error instanceof DomainError && error.code === 'not-found') return null
    throw error
  })
}
