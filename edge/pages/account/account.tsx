import { Hono } from 'hono'
import type { Context } from 'hono'
import { z } from 'zod'
import type { Viewer } from '../../../domain/account.ts'
import { accountLocaleSchema, accountNameSchema, newPasswordSchema, typedPasswordSchema } from '../../../domain/account.ts'
import { routes } from '../../../views/mod.ts'
import { AccountPage } from '../../../views/pages/account/mod.ts'
import type { AccountOverviewProps } from '../../../views/pages/account/mod.ts'
import { SignInNeeded } from '../../gateway/account_session.ts'
import type { AccountPagesDeps } from './deps.ts'
import { readForm } from './read_form.ts'
import { doneIn } from './sign_in.tsx'

const profileSchema = z.object({ name: accountNameSchema, locale: accountLocaleSchema })
const passwordSchema = z.object({ password: typedPasswordSchema, newPassword: newPasswordSchema })
const deleteSchema = z.object({ password: z.string(), confirmation: z.string() })

/** `/account` and what can be done there; for who is signed in. */
export function accountPages({ auth, accounts, limits, assetUrl, messages, sections }: AccountPagesDeps) {
  const page = async (c: Context, viewer: Viewer, wrong?: AccountOverviewProps['wrong']) => c.html(
    <AccountPage
      t={await messages(c)} assetUrl={assetUrl} viewer={viewer} hasPassword={await auth.hasPassword(viewer.accountId)} done={wrong ? null : doneIn(c)}
      wrong={wrong} sections={await sections?.(c, viewer)}
    />,
    wrong ? 422 : 200,
  )
  return new Hono()
    .get(routes.account.path, async (c) => page(c, await accounts.require(c)))
    .post(routes.account.path, async (c) => {
      const viewer = await accounts.require(c)
      const form = await readForm(c, profileSchema)
      const typed = { name: form.typed.name ?? '', locale: form.typed.locale ?? '' }
      if (!form.ok) return page(c, viewer, { form: 'profile', errors: form.errors, typed })
      await auth.updateProfile({ accountId: viewer.accountId, ...form.data })
      return c.redirect(`${routes.account.to()}?done=profile`, 303)
    })
    .post(routes.accountPassword.path, async (c) => {
      const session = await accounts.current(c)
      if (!session) throw new SignInNeeded(c)
      const { viewer, sessionId } = session
      const form = await readForm(c, passwordSchema)
      if (!form.ok) return page(c, viewer, { form: 'password', errors: form.errors })
      await limits.attempt(c, 'confirm', viewer.accountId)
      const outcome = await auth.changePassword({ accountId: viewer.accountId, sessionId, ...form.data })
      if (!outcome.ok) return page(c, viewer, { form: 'password', errors: outcome.errors })
      return c.redirect(`${routes.account.to()}?done=password`, 303)
    })
    .post(routes.accountSignOut.path, async (c) => {
      const { accountId } = await accounts.require(c)
      await auth.signOutEverywhere({ accountId })
      accounts.end(c)
      return c.redirect(`${routes.signIn.to()}?done=everywhere`, 303)
    })
    .post(routes.accountDelete.path, async (c) => {
      const viewer = await accounts.require(c)
      const form = await readForm(c, deleteSchema)
      const { password, confirmation } = form.ok ? form.data : { password: '', confirmation: '' }
      await limits.attempt(c, 'confirm', viewer.accountId)
      const outcome = await auth.deleteAccount({ accountId: viewer.accountId, confirmation: password.normalize('NFKC') || confirmation })
      if (!outcome.ok) return page(c, viewer, { form: 'delete', errors: outcome.errors })
      accounts.end(c)
      return c.redirect(`${routes.signIn.to()}?done=deleted`, 303)
    })
}
