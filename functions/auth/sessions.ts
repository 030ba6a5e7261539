import { and, eq, isNull, lt, ne } from 'drizzle-orm'
import type { SQL } from 'drizzle-orm'
import type { Db } from '../../infra/db/db.ts'
import { refreshTokens } from '../../infra/db/schema/mod.ts'
import { issueAccessToken } from './access_token.ts'
import type { AuthContext } from './context.ts'
import { hashToken, randomToken } from './random_token.ts'

/** Someone who stays away longer signs in again. */
export const REFRESH_TOKEN_MS = 30 * 24 * 60 * 60_000

export interface SessionTokens {
  readonly accountId: string
  readonly sessionId: string
  readonly accessToken: string
  /** Null: the one that the browser has, or gets from another of its tabs, stays. */
  readonly refreshToken: string | null
}

/** A new sign-in on a device. */
export async function startSession(context: AuthContext, accountId: string): Promise<SessionTokens> {
  const { db, now } = context
  const [sessionId, refreshToken] = [crypto.randomUUID(), randomToken()]
  await db.delete(refreshTokens).where(and(eq(refreshTokens.accountId, accountId), lt(refreshTokens.expiresAt, new Date(now()))))
  await addRefreshToken(db, { token: refreshToken, sessionId, accountId, nowMs: now() })
  return { accountId, sessionId, refreshToken, accessToken: await issueAccessToken(context, { accountId, sessionId }) }
}

export async function addRefreshToken(db: Db, { token, sessionId, accountId, nowMs }: { token: string; sessionId: string; accountId: string; nowMs: number }): Promise<void> {
  await db.insert(refreshTokens).values({
    tokenHash: hashToken(token), familyId: sessionId, accountId, createdAt: new Date(nowMs), expiresAt: new Date(nowMs + REFRESH_TOKEN_MS),
  })
}

/** Signs out here. */
export function signOut(context: AuthContext, sessionId: string): Promise<void> {
  return endSessions(context, eq(refreshTokens.familyId, sessionId))
}

/** Signs out on every device; with `except`, on all but one. */
export function signOutEverywhere(context: AuthContext, { accountId, except }: { accountId: string; except?: string }): Promise<void> {
  return endSessions(context, and(eq(refreshTokens.accountId, accountId), except === undefined ? undefined : ne(refreshTokens.familyId, except)))
}

async function endSessions({ db, now }: Pick<AuthContext, 'db' | 'now'>, which: SQL | undefined): Promise<void> {
  await db.transaction(async (tx) => {
    // Locked first, ended by a second statement: a token that a running refresh adds meanwhile is seen by the second.
    await tx.select({ tokenHash: refreshTokens.tokenHash }).from(refreshTokens).where(and(which, isNull(refreshTokens.revokedAt))).for('update')
    await tx.update(refreshTokens).set({ revokedAt: new Date(now()) }).where(and(which, isNull(refreshTokens.revokedAt)))
  })
}
