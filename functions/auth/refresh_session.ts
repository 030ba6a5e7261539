import { and, eq, gt, isNull } from 'drizzle-orm'
import { refreshTokens } from '../../infra/db/schema/mod.ts'
import { issueAccessToken } from './access_token.ts'
import type { AuthContext } from './context.ts'
import { followingToken, hashToken, looksLikeToken } from './random_token.ts'
import type { SessionTokens } from './sessions.ts'
import { addRefreshToken, signOut } from './sessions.ts'

/** Tabs that a browser restores ask at once, all with the same token; a page that was left before it answered asks again. */
const GRACE_MS = 10_000

/**
 * Exchanges a refresh token, which works once, for the next one. A token that comes a second time was stolen, or its thief
 * was first: the whole sign-in ends. Within ten seconds the second comer gets the very same next token, so that tabs agree
 * and no second line of tokens begins that would go unnoticed.
 * @returns null when it is not valid, or not any more
 */
export async function refreshSession(context: AuthContext, token: string): Promise<SessionTokens | null> {
  if (!looksLikeToken(token)) return null
  const { db, now, log, secret } = context
  // Looked up before anything is locked: made-up tokens cost one read.
  if (!(await find(context, token))) return null
  const [nowMs, next] = [now(), followingToken(token, secret)]
  const exchanged = await db.transaction(async (tx) => {
    const [used] = await tx.update(refreshTokens).set({ usedAt: new Date(nowMs) })
      .where(and(eq(refreshTokens.tokenHash, hashToken(token)), isNull(refreshTokens.usedAt), isNull(refreshTokens.revokedAt), gt(refreshTokens.expiresAt, new Date(nowMs))))
      .returning()
    if (used) await addRefreshToken(tx, { token: next, sessionId: used.familyId, accountId: used.accountId, nowMs })
    return used
  })
  if (exchanged) return await tokens(context, exchanged, next)

  const known = await find(context, token)
  if (!known || known.revokedAt || known.expiresAt.getTime() <= nowMs) return null
  if (known.usedAt && nowMs - known.usedAt.getTime() <= GRACE_MS) {
    const following = await find(context, next)
    // Another process with another secret made a following token that we cannot tell: the browser gets that one from it.
    if (!following) return await tokens(context, known, null)
    if (!following.usedAt && !following.revokedAt) return await tokens(context, known, next)
  }
  log.warn('session-reused', { accountId: known.accountId, sessionId: known.familyId })
  await signOut(context, known.familyId)
  return null
}

type Row = typeof refreshTokens.$inferSelect

async function find({ db }: AuthContext, token: string): Promise<Row | undefined> {
  const [row] = await db.select().from(refreshTokens).where(eq(refreshTokens.tokenHash, hashToken(token)))
  return row
}

async function tokens(context: AuthContext, { accountId, familyId }: Row, refreshToken: string | null): Promise<SessionTokens> {
  return { accountId, sessionId: familyId, refreshToken, accessToken: await issueAccessToken(context, { accountId, sessionId: familyId }) }
}
