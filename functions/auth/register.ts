import { and, eq, isNull } from 'drizzle-orm'
import { isGuessable } from '../../domain/account.ts'
import { accounts } from '../../infra/db/schema/mod.ts'
import type { AuthContext, Outcome } from './context.ts'
import { refuse } from './context.ts'
import { issueMailToken } from './mail_token.ts'
import { hashPassword } from './password.ts'

export interface RegisterInput {
  readonly email: string
  readonly password: string
  readonly name: string
  /** Of the page that was filled in. */
  readonly locale: string | null
}

/**
 * Creates an account that can be used once its address is confirmed. The answer is the same when the address has an
 * account already: its owner gets a mail that says so. An unconfirmed account gives way to a new one under another id, so that
 * whoever asked first cannot confirm what someone else typed later.
 * @returns an id for the browser that registered; of no account when there is one already
 * Throws DomainError `unavailable`, `invalid-input` when the mail cannot be sent.
 */
export async function register(context: AuthContext, { email, password, name, locale }: RegisterInput): Promise<Outcome<{ accountId: string }>> {
  if (isGuessable(password, { email, name })) return refuse('password', 'password-common')
  const { db, mail, mailWords, publicUrl } = context
  const [accountId, passwordHash, nowMs] = [crypto.randomUUID(), await hashPassword(password), context.now()]
  const token = await db.transaction(async (tx) => {
    await tx.delete(accounts).where(and(eq(accounts.email, email), isNull(accounts.emailVerifiedAt)))
    const added = await tx.insert(accounts).values({ accountId, email, name, passwordHash, locale, createdAt: new Date(nowMs) }).onConflictDoNothing().returning()
    return added.length === 0 ? null : await issueMailToken(tx, { accountId, email, purpose: 'verify', nowMs })
  })
  if (token !== null) {
    const { subject, text } = mailWords(locale).verify
    await mail.send({ to: email, subject, text: text({ name, link: `${publicUrl()}/verify/${token}` }) })
  } else {
    const [owner] = await db.select().from(accounts).where(eq(accounts.email, email))
    const { subject, text } = mailWords(owner?.locale ?? locale).exists
    // The name that a stranger typed is not put into someone's mail.
    await mail.send({ to: email, subject, text: text({ name: owner?.name ?? '', signIn: `${publicUrl()}/sign-in`, reset: `${publicUrl()}/reset` }) })
  }
  return { ok: true, accountId }
}
