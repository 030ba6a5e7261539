import { eq } from 'drizzle-orm'
import { DomainError } from '../../domain/errors.ts'
import type { Participant } from '../../domain/room.ts'
import type { Db } from '../../infra/db/db.ts'
import { accounts } from '../../infra/db/schema/mod.ts'

/**
 * Someone in the meeting may have deleted their account meanwhile: nothing can be given to it.
 * @param action for the refusal, as in `make "Ada" a co-host`
 * Throws DomainError `conflict`.
 */
export async function requireAccount(db: Db, { accountId }: Pick<Participant, 'accountId'>, action: string): Promise<void> {
  if (accountId === null) return
  const [found] = await db.select({ accountId: accounts.accountId }).from(accounts).where(eq(accounts.accountId, accountId))
  if (!found) throw new DomainError('conflict', `Cannot ${action}: their account was deleted`)
}
