import { desc, ilike } from 'drizzle-orm'
import type { Db } from '../../infra/db/db.ts'
import type { AccountSummary } from '../../domain/account.ts'
import { accounts } from '../../infra/db/schema/mod.ts'

const LIMIT = 50

export interface FoundAccounts {
  readonly accounts: readonly AccountSummary[]
  /** There are more: the search has to say more. */
  readonly more: boolean
}

/** Accounts whose address holds `query` anywhere, the newest first; all of them for an empty one. */
export async function findAccounts({ db }: { db: Db }, query: string, { limit = LIMIT }: { limit?: number } = {}): Promise<FoundAccounts> {
  const wanted = query.trim().toLowerCase()
  const pattern = `%${wanted.replace(/[\\%_]/g, '\\$&')}%`
  const rows = await db.select().from(accounts).where(wanted === '' ? undefined : ilike(accounts.email, pattern))
    .orderBy(desc(accounts.createdAt), desc(accounts.accountId)).limit(limit + 1)
  return { accounts: rows.slice(0, limit).map(toSummary), more: rows.length > limit }
}

function toSummary({ accountId, email, name, tier, isAdmin, emailVerifiedAt, createdAt }: typeof accounts.$inferSelect): AccountSummary {
  return { accountId, email, name, tier, isAdmin, emailVerified: emailVerifiedAt !== null, createdAtMs: createdAt.getTime() }
}
