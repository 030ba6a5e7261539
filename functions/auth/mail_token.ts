import { and, eq, gt, isNull } from 'drizzle-orm'
import type { Db } from '../../infra/db/db.ts'
import { mailTokens } from '../../infra/db/schema/mod.ts'
import { hashToken, looksLikeToken, randomToken } from './random_token.ts'

const HOUR_MS = 60 * 60_000
export const VERIFY_LINK_MS = 24 * HOUR_MS
export const RESET_LINK_MS = HOUR_MS

type Purpose = 'verify' | 'reset'
export interface MailTokenOwner {
  readonly accountId: string
  readonly email: string
}

/** A token for a link, which replaces the older ones for the same purpose. */
export async function issueMailToken(db: Db, { accountId, email, purpose, nowMs }: MailTokenOwner & { purpose: Purpose; nowMs: number }): Promise<string> {
  const token = randomToken()
  await db.delete(mailTokens).where(and(eq(mailTokens.accountId, accountId), eq(mailTokens.purpose, purpose)))
  const expiresAt = new Date(nowMs + (purpose === 'verify' ? VERIFY_LINK_MS : RESET_LINK_MS))
  await db.insert(mailTokens).values({ tokenHash: hashToken(token), accountId, email, purpose, expiresAt })
  return token
}

/** Whose link it is, without using it: pages are fetched ahead by mail scanners. */
export async function findMailToken(db: Db, { token, purpose, nowMs }: { token: string; purpose: Purpose; nowMs: number }): Promise<MailTokenOwner | null> {
  if (!looksLikeToken(token)) return null
  const [row] = await db.select({ accountId: mailTokens.accountId, email: mailTokens.email }).from(mailTokens).where(usable(token, purpose, nowMs))
  return row ?? null
}

/** Uses it, which works once. */
export async function takeMailToken(db: Db, { token, purpose, nowMs }: { token: string; purpose: Purpose; nowMs: number }): Promise<MailTokenOwner | null> {
  if (!looksLikeToken(token)) return null
  const [row] = await db.update(mailTokens).set({ usedAt: new Date(nowMs) }).where(usable(token, purpose, nowMs))
    .returning({ accountId: mailTokens.accountId, email: mailTokens.email })
  return row ?? null
}

const usable = (token: string, purpose: Purpose, nowMs: number) =>
  and(eq(mailTokens.tokenHash, hashToken(token)), eq(mailTokens.purpose, purpose), isNull(mailTokens.usedAt), gt(mailTokens.expiresAt, new Date(nowMs)))
