import { eq } from 'drizzle-orm'
import { accounts } from '../../infra/db/schema/mod.ts'
import type { AuthContext, Outcome } from './context.ts'
import { refuse } from './context.ts'
import { isPassword } from './password.ts'

export interface DeleteAccountInput {
  readonly accountId: string
  /** The password; the e-mail address for accounts that have none. */
  readonly confirmation: string
}

/**
 * Deletes an account for good. First the other parts erase what they keep of it, files included; then its row goes, and every
 * row that hangs on it. When a part cannot, its error is thrown and the account stays, so that it can be tried again.
 */
export async function deleteAccount({ db, onDelete, log }: AuthContext, { accountId, confirmation }: DeleteAccountInput): Promise<Outcome> {
  const [account] = await db.select().from(accounts).where(eq(accounts.accountId, accountId))
  if (!account) return { ok: true }
  if (account.passwordHash === null) {
    if (confirmation.trim().toLowerCase() !== account.email) return refuse('confirmation', 'confirmation-wrong')
  } else if (!(await isPassword(confirmation, account.passwordHash))) return refuse('password', 'password-wrong')
  for (const erase of onDelete) await erase({ accountId, email: account.email })
  await db.delete(accounts).where(eq(accounts.accountId, accountId))
  log.info('account-deleted', { accountId })
  return { ok: true }
}

/** False for someone who signs in elsewhere only. */
export async function hasPassword({ db }: Pick<AuthContext, 'db'>, accountId: string): Promise<boolean> {
  const [account] = await db.select({ passwordHash: accounts.passwordHash }).from(accounts).where(eq(accounts.accountId, accountId))
  return account?.passwordHash != null
}
