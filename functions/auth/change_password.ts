import { and, eq } from 'drizzle-orm'
import { isGuessable } from '../../domain/account.ts'
import { accounts, mailTokens } from '../../infra/db/schema/mod.ts'
import type { AuthContext, Outcome } from './context.ts'
import { refuse } from './context.ts'
import { hashPassword, isPassword } from './password.ts'
import { signOutEverywhere } from './sessions.ts'

export interface ChangePasswordInput {
  readonly accountId: string
  /** The sign-in that stays. */
  readonly sessionId: string
  readonly password: string
  readonly newPassword: string
}

/** Needs the present password, ends every other sign-in and unused reset links, and tells the owner by mail. */
export async function changePassword(context: AuthContext, { accountId, sessionId, password, newPassword }: ChangePasswordInput): Promise<Outcome> {
  const { db } = context
  const [account] = await db.select().from(accounts).where(eq(accounts.accountId, accountId))
  if (!(await isPassword(password, account?.passwordHash)) || !account) return refuse('password', 'password-wrong')
  if (isGuessable(newPassword, account)) return refuse('newPassword', 'password-common')
  await db.update(accounts).set({ passwordHash: await hashPassword(newPassword) }).where(eq(accounts.accountId, accountId))
  await db.delete(mailTokens).where(and(eq(mailTokens.accountId, accountId), eq(mailTokens.purpose, 'reset')))
  await signOutEverywhere(context, { accountId, except: sessionId })
  mailPasswordChanged(context, account)
  return { ok: true }
}

export function mailPasswordChanged({ mail, mailWords, publicUrl, background }: AuthContext, { email, name, locale }: { email: string; name: string; locale: string | null }): void {
  const { subject, text } = mailWords(locale).passwordChanged
  background('mail-password-changed', () => mail.send({ to: email, subject, text: text({ name, reset: `${publicUrl()}/reset` }) }))
}
