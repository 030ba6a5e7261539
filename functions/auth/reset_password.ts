import { eq } from 'drizzle-orm'
import { isGuessable } from '../../domain/account.ts'
import { DomainError } from '../../domain/errors.ts'
import { accounts } from '../../infra/db/schema/mod.ts'
import { mailPasswordChanged } from './change_password.ts'
import type { AuthContext, Outcome } from './context.ts'
import { refuse } from './context.ts'
import { findMailToken, issueMailToken, takeMailToken } from './mail_token.ts'
import { hashPassword } from './password.ts'
import type { SessionTokens } from './sessions.ts'
import { signOutEverywhere, startSession } from './sessions.ts'

/**
 * Sends a link that sets a new password, if the address has an account. The answer comes before that is looked up, so that
 * neither words nor time tell; a mail that cannot be sent is logged.
 */
export function requestReset(context: AuthContext, { email, locale }: { email: string; locale: string | null }): void {
  const { db, now, mail, mailWords, publicUrl, background } = context
  background('mail-reset', async () => {
    const [account] = await db.select().from(accounts).where(eq(accounts.email, email))
    if (!account) return
    const { accountId, name } = account
    const token = await issueMailToken(db, { accountId, email, purpose: 'reset', nowMs: now() })
    const { subject, text } = mailWords(account.locale ?? locale).reset
    await mail.send({ to: email, subject, text: text({ name, link: `${publicUrl()}/reset/${token}` }) })
  })
}

/**
 * Sets a new password by a link, ends every sign-in and starts one here. Whoever reads the mail owns the address, so this
 * confirms it as well. Throws DomainError `not-found` for a link that does not work (any more).
 */
export async function resetPassword(context: AuthContext, { token, newPassword }: { token: string; newPassword: string }): Promise<Outcome<SessionTokens>> {
  const { db, now } = context
  const { accountId, email } = await findResetLink(context, token)
  const [account] = await db.select().from(accounts).where(eq(accounts.accountId, accountId))
  if (!account || account.email !== email) throw deadLink()
  if (isGuessable(newPassword, account)) return refuse('newPassword', 'password-common')
  const passwordHash = await hashPassword(newPassword)
  if (!(await takeMailToken(db, { token, purpose: 'reset', nowMs: now() }))) throw deadLink()
  await db.update(accounts).set({ passwordHash, emailVerifiedAt: account.emailVerifiedAt ?? new Date(now()) }).where(eq(accounts.accountId, accountId))
  await signOutEverywhere(context, { accountId })
  mailPasswordChanged(context, account)
  return { ok: true, ...(await startSession(context, accountId)) }
}

/** Whose password the link sets. Throws DomainError `not-found`. */
export async function findResetLink({ db, now }: AuthContext, token: string): Promise<{ accountId: string; email: string }> {
  const owner = await findMailToken(db, { token, purpose: 'reset', nowMs: now() })
  if (!owner) throw deadLink()
  return owner
}

function deadLink(): DomainError {
  return new DomainError('not-found', 'Cannot set a new password: the link was used, replaced by a newer one, or is older than an hour')
}
