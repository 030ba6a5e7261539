import { EMAIL_MAX } from '../../../domain/account.ts'
import type { AccountSummary } from '../../../domain/account.ts'
import { tierSchema } from '../../../domain/tier.ts'
import type { Tier } from '../../../domain/tier.ts'
import type { AssetUrl } from '../../assets.ts'
import { ids } from '../../ids.ts'
import type { Messages } from '../../messages/mod.ts'
import { Moment } from '../../parts/moment.tsx'
import { routes } from '../../routes.ts'
import { Sheet } from '../account/sheet.tsx'

export interface AdminAccountsPageProps {
  readonly t: Messages
  readonly assetUrl: AssetUrl
  readonly query: string
  readonly accounts: readonly AccountSummary[]
  /** There are more than are shown. */
  readonly more: boolean
  /** Whose plan was just changed. */
  readonly changed?: AccountSummary | null
}

/** `/admin/accounts`: administrators find accounts and change their tiers. */
export function AdminAccountsPage({ t, assetUrl, query, accounts, more, changed = null }: AdminAccountsPageProps) {
  return (
    <Sheet t={t} assetUrl={assetUrl} title={t.admin.title} wide>
      {changed && <p class='note' role='status'>{t.admin.changed(changed.email, t.account.tiers[changed.tier])}</p>}
      <form method='get' action={routes.adminAccounts.to()} class='search' role='search'>
        <div class='field search-words'>
          <label for={ids.field('q')}>{t.admin.search}</label>
          <input id={ids.field('q')} name='q' type='search' value={query} maxlength={EMAIL_MAX} autocomplete='off' autocapitalize='none' spellcheck={false} dir='ltr' />
        </div>
        <button class='button button-primary' type='submit'>{t.admin.find}</button>
      </form>
      {accounts.length === 0 ? <p class='hint'>{t.admin.none}</p> : <AccountTable t={t} accounts={accounts} query={query} />}
      {more && <p class='hint'>{t.admin.more}</p>}
    </Sheet>
  )
}

function AccountTable({ t, accounts, query }: Pick<AdminAccountsPageProps, 't' | 'accounts' | 'query'>) {
  return (
    <div class='table-scroll' role='region' aria-label={t.admin.title} tabindex={0}>
      <table class='table'>
        <thead>
          <tr>
            <th scope='col'>{t.admin.email}</th>
            <th scope='col'>{t.admin.name}</th>
            <th scope='col'>{t.admin.since}</th>
            <th scope='col'>{t.admin.tier}</th>
          </tr>
        </thead>
        <tbody>
          {accounts.map((account) => (
            <tr>
              <th scope='row' dir='ltr'>
                {account.email}
                {account.isAdmin && <span class='hint'>{t.admin.administrator}</span>}
                {!account.emailVerified && <span class='hint'>{t.admin.unconfirmed}</span>}
              </th>
              <td>
                <bdi>{account.name}</bdi>
              </td>
              <td>
                <Moment t={t} ms={account.createdAtMs} style='day' />
              </td>
              <td>
                <form method='post' action={routes.adminTier.to(account.accountId)} class='inline-form'>
                  <input type='hidden' name='q' value={query} />
                  <select name='tier' aria-label={t.admin.tierOf(account.email)}>
                    {tierSchema.options.map((tier) => <option value={tier} selected={tier === account.tier}>{t.account.tiers[tier]}</option>)}
                  </select>
                  <button class='button' type='submit' aria-label={`${t.admin.change}: ${t.admin.tierOf(account.email)}`}>{t.admin.change}</button>
                </form>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
