import { eq } from 'drizzle-orm'
import { accounts } from '../../infra/db/schema/mod.ts'
import type { AuthContext } from './context.ts'
import { isPassword } from './password.ts'
import type { SessionTokens } from './sessions.ts'
import { startSession } from './sessions.ts'

/**
 * Signs in with a password. An unknown address, a wrong password and an address that was never confirmed answer alike and take
 * as long: a password is hashed each time.
 */
export async function signIn(context: AuthContext, { email, password }: { email: string; password: string }): Promise<SessionTokens | null> {
  const [account] = await context.db.select().from(accounts).where(eq(accounts.email, email))
  const right = await isPassword(password, account?.passwordHash)
  return account && right && account.emailVerifiedAt ? await startSession(context, account.accountId) : null
}
