import { and, eq, exists, gt, isNull } from 'drizzle-orm'
import type { Viewer } from '../../domain/account.ts'
import { accounts, refreshTokens } from '../../infra/db/schema/mod.ts'
import { readAccessToken } from './access_token.ts'
import type { AuthContext } from './context.ts'

export interface Authenticated {
  readonly viewer: Viewer
  readonly sessionId: string
}

/**
 * Who holds this session token, with the account as it is now. The sign-in is looked up with it, in the one query that
 * is needed anyway, so that signing out, everywhere too, takes effect at once.
 */
export async function authenticate(context: AuthContext, accessToken: string): Promise<Authenticated | null> {
  const claims = await readAccessToken(context, accessToken)
  if (!claims) return null
  const { db, now } = context
  const alive = db.select({ familyId: refreshTokens.familyId }).from(refreshTokens).where(and(
    eq(refreshTokens.familyId, claims.sessionId), eq(refreshTokens.accountId, claims.accountId), isNull(refreshTokens.revokedAt), gt(refreshTokens.expiresAt, new Date(now())),
  ))
  const [account] = await db.select().from(accounts).where(and(eq(accounts.accountId, claims.accountId), exists(alive)))
  return account ? { viewer: toViewer(account), sessionId: claims.sessionId } : null
}

export function toViewer({ accountId, email, name, tier, isAdmin, emailVerifiedAt, locale }: typeof accounts.$inferSelect): Viewer {
  return { accountId, email, name, tier, isAdmin, emailVerified: emailVerifiedAt !== null, locale }
}
