import { eq } from 'drizzle-orm'
import { accounts } from '../../infra/db/schema/mod.ts'
import type { AuthContext } from './context.ts'

export interface UpdateProfileInput {
  readonly accountId: string
  readonly name: string
  /** Language of the pages and mails; null follows the browser. */
  readonly locale: string | null
}

export async function updateProfile({ db }: AuthContext, { accountId, name, locale }: UpdateProfileInput): Promise<void> {
  await db.update(accounts).set({ name, locale }).where(eq(accounts.accountId, accountId))
}
