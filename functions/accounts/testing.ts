import type { Tier } from '../../domain/tier.ts'
import type { Db } from '../../infra/db/db.ts'
import { accounts } from '../../infra/db/schema/mod.ts'

const CREATED = new Date(Date.UTC(2026, 10, 24))

/** For tests: an account with a confirmed address; returns its id. */
export async function addAccount(db: Db, email: string, { tier = 'free' as Tier, isAdmin = false, verified = true, name = email.split('@')[0]! } = {}): Promise<string> {
  const accountId = crypto.randomUUID()
  await db.insert(accounts).values({ accountId, email, name, tier, isAdmin, emailVerifiedAt: verified ? CREATED : null, createdAt: CREATED })
  return accountId
}
