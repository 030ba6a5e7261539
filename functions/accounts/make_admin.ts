import { DomainError } from '../../domain/errors.ts'
import { accounts } from '../../infra/db/schema/mod.ts'
import { isAccount } from './change_tier.ts'
import type { AccountKey, AccountsDeps } from './change_tier.ts'

/**
 * Makes an account an administrator, or takes it back. Only whoever runs the server may ask for it.
 * Throws DomainError `not-found` for an unknown account, `conflict` for one whose address is not confirmed.
 */
export async function makeAdmin(
  { db, log }: AccountsDeps, account: AccountKey, { admin = true }: { admin?: boolean } = {},
): Promise<{ readonly accountId: string; readonly email: string }> {
  const [known] = await db.select().from(accounts).where(isAccount(account))
  if (!known) throw new DomainError('not-found', `Cannot make ${'email' in account ? `"${account.email}"` : 'this account'} an administrator: there is no such account`)
  // Whoever registered an address need not own it until it is confirmed.
  if (admin && known.emailVerifiedAt === null) throw new DomainError('conflict', `Cannot make "${known.email}" an administrator: the address is not confirmed yet`)
  await db.update(accounts).set({ isAdmin: admin }).where(isAccount({ accountId: known.accountId }))
  log.info(admin ? 'admin-made' : 'admin-unmade', { accountId: known.accountId })
  return { accountId: known.accountId, email: known.email }
}
