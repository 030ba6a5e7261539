import { and, eq, isNull, lte, or } from 'drizzle-orm'
import type { Viewer } from '../../../domain/account.ts'
import type { Scope } from '../../../domain/api_key.ts'
import { accounts, apiKeys } from '../../../infra/db/schema/mod.ts'
import { toViewer } from '../authenticate.ts'
import { hashToken } from '../random_token.ts'
import type { ApiKeysDeps } from './api_keys.ts'
import { looksLikeKey } from './key_text.ts'

/** How exactly it is kept when a key was last used: not every request is a write. */
const LAST_USED_STEP_MS = 60_000
/** A key has 50 characters; longer ones are not hashed whole. */
const HASHED_MAX = 100

/** Whoever asks with a key. */
export interface KeyHolder {
  readonly keyId: string
  readonly viewer: Viewer
  readonly scopes: readonly Scope[]
}

/**
 * Whose key it is, with the account as it is now; null for anything else, whatever is wrong with it. The same is done for each: one
 * hash and one look at an index by that hash, so that how long it takes says nothing about a key.
 */
export async function authenticateKey({ db, now }: ApiKeysDeps, key: string): Promise<KeyHolder | null> {
  const [row] = await db.select({ key: apiKeys, account: accounts }).from(apiKeys)
    .innerJoin(accounts, eq(accounts.accountId, apiKeys.accountId))
    .where(and(eq(apiKeys.keyHash, hashToken(key.slice(0, HASHED_MAX))), isNull(apiKeys.revokedAt)))
  if (!row || !looksLikeKey(key)) return null
  const { keyId, scopes, lastUsedAt } = row.key
  const stale = new Date(now() - LAST_USED_STEP_MS)
  if (!lastUsedAt || lastUsedAt <= stale) {
    await db.update(apiKeys).set({ lastUsedAt: new Date(now()) }).where(and(eq(apiKeys.keyId, keyId), or(isNull(apiKeys.lastUsedAt), lte(apiKeys.lastUsedAt, stale))))
  }
  return { keyId, viewer: toViewer(row.account), scopes: scopes as Scope[] }
}
