import { and, isNull, lt } from 'drizzle-orm'
import { accounts, mailTokens, refreshTokens, signingKeys } from '../../infra/db/schema/mod.ts'
import type { AuthContext } from './context.ts'
import { ACCESS_TOKEN_MS } from './key_ring.ts'

/** An address that is not confirmed within this time is free again. */
const UNCONFIRMED_MS = 7 * 24 * 60 * 60_000

/** Deletes what has no use any more: expired tokens and links, accounts that nobody confirmed, keys that verify nothing. For once a day. */
export async function purgeAuth({ db, now }: AuthContext): Promise<void> {
  const before = (ms: number) => new Date(now() - ms)
  await db.delete(refreshTokens).where(lt(refreshTokens.expiresAt, before(0)))
  await db.delete(mailTokens).where(lt(mailTokens.expiresAt, before(0)))
  await db.delete(accounts).where(and(isNull(accounts.emailVerifiedAt), lt(accounts.createdAt, before(UNCONFIRMED_MS))))
  await db.delete(signingKeys).where(lt(signingKeys.retiredAt, before(ACCESS_TOKEN_MS)))
}
