import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { DomainError } from '../../domain/errors.ts'
import type { Tier } from '../../domain/tier.ts'
import type { Db } from '../../infra/db/db.ts'
import { accounts, tierChanges } from '../../infra/db/schema/mod.ts'
import type { Log } from '../../infra/log.ts'

export interface AccountsDeps {
  readonly db: Db
  /** Milliseconds since the epoch. */
  readonly now: () => number
  readonly log: Log
}

/** An account by its id or its address (emailSchema). */
export type AccountKey = { readonly accountId: string } | { readonly email: string }

/** Who changes it: an administrator on a page, whoever runs the server at the command line, or the billing provider. */
export type ChangedBy = { readonly by: 'admin'; readonly actorId: string } | { readonly by: 'command' | 'billing' }

export interface TierChange {
  readonly accountId: string
  readonly email: string
  readonly before: Tier
  readonly after: Tier
}

/**
 * The one way in which an account's tier changes: with who did it in the books, and at once for everything that asks for the tier. A tier
 * that it has already is no change. Throws DomainError `not-found` for an unknown account, `forbidden` when the actor is no administrator.
 */
export async function changeTier({ db, now, log }: AccountsDeps, { account, tier }: { account: AccountKey; tier: Tier }, changed: ChangedBy): Promise<TierChange> {
  const change = await db.transaction(async (tx) => {
    if (changed.by === 'admin') await requireAdmin(tx, changed.actorId)
    const [found] = await tx.select({ accountId: accounts.accountId, email: accounts.email, before: accounts.tier }).from(accounts).where(isAccount(account)).for('update')
    if (!found) throw new DomainError('not-found', `Cannot change the tier of ${'email' in account ? `"${account.email}"` : 'this account'}: there is no such account`)
    if (found.before !== tier) {
      await tx.update(accounts).set({ tier }).where(eq(accounts.accountId, found.accountId))
      await tx.insert(tierChanges).values({
        changeId: crypto.randomUUID(), accountId: found.accountId, before: found.before, after: tier,
        by: changed.by, actorId: changed.by === 'admin' ? changed.actorId : null, changedAt: new Date(now()),
      })
    }
    return { ...found, after: tier }
  })
  if (change.before !== change.after) log.info('tier-changed', { accountId: change.accountId, before: change.before, after: change.after, by: changed.by })
  return change
}

/** The tier and the right are read anew: whoever is asked about may have lost it a moment ago. Throws DomainError `forbidden`. */
export async function requireAdmin(db: Db, accountId: string): Promise<void> {
  const [row] = await db.select({ isAdmin: accounts.isAdmin }).from(accounts).where(eq(accounts.accountId, accountId))
  if (!row?.isAdmin) throw new DomainError('forbidden', 'Cannot manage accounts: you are no administrator')
}

export function isAccount(account: AccountKey) {
  if ('email' in account) return eq(accounts.email, account.email)
  if (!z.uuid().safeParse(account.accountId).success) throw new DomainError('not-found', 'Cannot find this account: there is none with this id')
  return eq(accounts.accountId, account.accountId)
}
