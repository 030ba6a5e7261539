import { Hono } from 'hono'
import { z } from 'zod'
import { emailSchema, newPasswordSchema } from '../../../domain/account.ts'
import { routes } from '../../../views/mod.ts'
import { DeadLinkPage, ResetLinkPage, ResetPage, SentPage } from '../../../views/pages/account/mod.ts'
import type { AccountPagesDeps } from './deps.ts'
import { readForm } from './read_form.ts'
import { unlessDead } from './register.tsx'
import { signInHere } from './sign_in.tsx'

const requestSchema = z.object({ email: emailSchema })
const resetSchema = z.object({ newPassword: newPasswordSchema })

/** `/reset` and `/reset/TOKEN`. */
export function resetPages(deps: AccountPagesDeps) {
  const { auth, limits, assetUrl, messages } = deps
  return new Hono()
    .get(routes.reset.path, async (c) => c.html(<ResetPage t={await messages(c)} assetUrl={assetUrl} />))
    .post(routes.reset.path, async (c) => {
      const [t, form] = [await messages(c), await readForm(c, requestSchema)]
      if (!form.ok) return c.html(<ResetPage t={t} assetUrl={assetUrl} email={form.typed.email} errors={form.errors} />, 422)
      await limits.attempt(c, 'reset', form.data.email)
      auth.requestReset({ email: form.data.email, locale: t.locale.split('-')[0]! })
      return c.redirect(routes.resetSent.to(), 303)
    })
    .get(routes.resetSent.path, async (c) => c.html(<SentPage t={await messages(c)} assetUrl={assetUrl} what='reset' mailDelivers={auth.mailDelivers} />))
    .get(routes.resetLink.path, async (c) => {
      const [t, token] = [await messages(c), c.req.param('token')]
      const link = await unlessDead(auth.findResetLink(token))
      if (!link) return c.html(<DeadLinkPage t={t} assetUrl={assetUrl} what='reset' />, 404)
      return c.html(<ResetLinkPage t={t} assetUrl={assetUrl} token={token} email={link.email} />)
    })
    .post(routes.resetLink.path, async (c) => {
      const [t, token, form] = [await messages(c), c.req.param('token'), await readForm(c, resetSchema)]
      await limits.attempt(c, 'confirm', token)
      const link = await unlessDead(auth.findResetLink(token))
      if (!link) return c.html(<DeadLinkPage t={t} assetUrl={assetUrl} what='reset' />, 404)
      if (!form.ok) return c.html(<ResetLinkPage t={t} assetUrl={assetUrl} token={token} email={link.email} errors={form.errors} />, 422)
      const outcome = await unlessDead(auth.resetPassword({ token, newPassword: form.data.newPassword }))
      if (!outcome) return c.html(<DeadLinkPage t={t} assetUrl={assetUrl} what='reset' />, 404)
      if (!outcome.ok) return c.html(<ResetLinkPage t={t} assetUrl={assetUrl} token={token} email={link.email} errors={outcome.errors} />, 422)
      await signInHere(deps, c, outcome)
      return c.redirect(`${routes.account.to()}?done=password`, 303)
    })
}
