import { and, eq, isNull } from 'drizzle-orm'
import { accountNameSchema } from '../../domain/account.ts'
import { DomainError } from '../../domain/errors.ts'
import { accounts, identities } from '../../infra/db/schema/mod.ts'
import type { Identity } from '../../infra/oidc/oidc.ts'
import type { AuthContext } from './context.ts'
import type { SessionTokens } from './sessions.ts'
import { startSession } from './sessions.ts'

/**
 * Signs in someone whom an OpenID Connect provider vouches for. A known identity opens its account. An unknown one is linked to
 * the account with its address, or gets a new account, only when the provider has verified that address.
 * Throws DomainError `forbidden` otherwise.
 */
export async function signInWithIdentity(context: AuthContext, { issuer, subject, email, emailVerified, name }: Identity): Promise<SessionTokens> {
  const { db, now } = context
  const accountId = await db.transaction(async (tx) => {
    const [known] = await tx.select().from(identities).where(and(eq(identities.issuer, issuer), eq(identities.subject, subject)))
    if (known) return known.accountId
    if (!email || !emailVerified) throw new DomainError('forbidden', 'Cannot sign in: the provider has not verified an e-mail address of yours')
    // An address that nobody confirmed here proves nothing: its password may be a stranger's.
    await tx.delete(accounts).where(and(eq(accounts.email, email), isNull(accounts.emailVerifiedAt)))
    const at = new Date(now())
    await tx.insert(accounts)
      .values({ accountId: crypto.randomUUID(), email, name: accountNameSchema.catch(email.split('@')[0]!.slice(0, 60)).parse(name ?? ''), emailVerifiedAt: at, createdAt: at })
      .onConflictDoNothing()
    const [account] = await tx.select().from(accounts).where(eq(accounts.email, email))
    await tx.insert(identities).values({ issuer, subject, accountId: account!.accountId }).onConflictDoNothing()
    return account!.accountId
  })
  return await startSession(context, accountId)
}
