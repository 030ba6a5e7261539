import { Hono } from 'hono'
import type { Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { Viewer } from '../../../domain/account.ts'
import { EMAIL_MAX } from '../../../domain/account.ts'
import { DomainError } from '../../../domain/errors.ts'
import { tierSchema } from '../../../domain/tier.ts'
import { changeTier } from '../../../functions/accounts/change_tier.ts'
import type { AccountsDeps } from '../../../functions/accounts/change_tier.ts'
import { findAccounts } from '../../../functions/accounts/find_accounts.ts'
import type { AssetUrl } from '../../../views/mod.ts'
import { routes } from '../../../views/mod.ts'
import { AdminAccountsPage } from '../../../views/pages/admin/mod.ts'
import type { AccountSession } from '../../gateway/account_session.ts'
import type { MessagesOf } from '../../gateway/locale.ts'

const FORM_MAX_BYTES = 4 * 1024

export interface AdminPagesDeps extends AccountsDeps {
  readonly accounts: AccountSession
  readonly messages: MessagesOf
  readonly assetUrl: AssetUrl
}

/** `/admin/accounts`, for administrators; for everyone else there is nothing at these addresses. */
export function createAdminPagesApp({ accounts, messages, assetUrl, ...deps }: AdminPagesDeps) {
  const requireAdmin = async (c: Context): Promise<Viewer> => {
    const viewer = await accounts.viewer(c)
    if (!viewer?.isAdmin) throw new DomainError('not-found', `There is nothing at ${c.req.method} ${c.req.path}`)
    return viewer
  }
  const limit = bodyLimit({ maxSize: FORM_MAX_BYTES, onError: () => { throw new DomainError('too-large', `The form is larger than ${FORM_MAX_BYTES} bytes`) } })
  return new Hono()
    .use(routes.adminTier.path, limit)
    .get(routes.adminAccounts.path, async (c) => {
      await requireAdmin(c)
      const query = (c.req.query('q') ?? '').slice(0, EMAIL_MAX)
      const found = await findAccounts(deps, query)
      const changed = found.accounts.find(({ accountId }) => accountId === c.req.query('changed'))
      return c.html(<AdminAccountsPage t={await messages(c)} assetUrl={assetUrl} query={query} accounts={found.accounts} more={found.more} changed={changed} />)
    })
    .post(routes.adminTier.path, async (c) => {
      const { accountId: actorId } = await requireAdmin(c)
      const body = await c.req.parseBody()
      const tier = tierSchema.safeParse(body.tier)
      if (!tier.success) throw new DomainError('invalid-values', 'Cannot change the tier: it is none of the list')
      const { accountId } = await changeTier(deps, { account: { accountId: c.req.param('account') }, tier: tier.data }, { by: 'admin', actorId })
      const q = typeof body.q === 'string' && body.q !== '' ? body.q.slice(0, EMAIL_MAX) : undefined
      return c.redirect(routes.adminAccounts.to({ q, changed: accountId }), 303)
    })
}
