import { and, eq } from 'drizzle-orm'
import { DomainError } from '../../domain/errors.ts'
import { accounts } from '../../infra/db/schema/mod.ts'
import type { AuthContext, Outcome } from './context.ts'
import { refuse } from './context.ts'
import { findMailToken, takeMailToken } from './mail_token.ts'
import { isPassword } from './password.ts'
import type { SessionTokens } from './sessions.ts'
import { startSession } from './sessions.ts'

export interface VerifyEmailInput {
  readonly token: string
  /** What this browser registered, if it did; then the link alone is enough. */
  readonly registered: string | null
  /** Asked of every other browser. */
  readonly password: string | null
}

/**
 * Confirms an address and signs in. Someone may have registered another person's address with a password of their own: whoever
 * only follows the link in that mail must not hand them a confirmed account, so it takes the password or the same browser.
 * Throws DomainError `not-found` for a link that does not work (any more).
 */
export async function verifyEmail(context: AuthContext, { token, registered, password }: VerifyEmailInput): Promise<Outcome<SessionTokens>> {
  const { db, now } = context
  const owner = await findVerifyLink(context, token)
  const [account] = await db.select().from(accounts).where(and(eq(accounts.accountId, owner.accountId), eq(accounts.email, owner.email)))
  if (registered !== owner.accountId && !(await isPassword(password ?? '', account?.passwordHash))) return refuse('password', 'password-wrong')
  if (!account || !(await takeMailToken(db, { token, purpose: 'verify', nowMs: now() }))) throw deadLink()
  await db.update(accounts).set({ emailVerifiedAt: new Date(now()) }).where(eq(accounts.accountId, account.accountId))
  return { ok: true, ...(await startSession(context, account.accountId)) }
}

/** Whose address the link confirms. Throws DomainError `not-found`. */
export async function findVerifyLink({ db, now }: AuthContext, token: string): Promise<{ accountId: string; email: string }> {
  const owner = await findMailToken(db, { token, purpose: 'verify', nowMs: now() })
  if (!owner) throw deadLink()
  return owner
}

function deadLink(): DomainError {
  return new DomainError('not-found', 'Cannot confirm the address: the link was used, replaced by a newer one, or is older than a day')
}
