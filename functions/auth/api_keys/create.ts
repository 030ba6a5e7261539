import { and, count, eq, isNull } from 'drizzle-orm'
import { API_KEYS_MAX } from '../../../domain/api_key.ts'
import type { ApiKey, Scope } from '../../../domain/api_key.ts'
import { DomainError } from '../../../domain/errors.ts'
import { accounts, apiKeys } from '../../../infra/db/schema/mod.ts'
import { requireProFeatures } from '../../accounts/pro_features.ts'
import { hashToken } from '../random_token.ts'
import type { ApiKeysDeps } from './api_keys.ts'
import { newKey, prefixOf } from './key_text.ts'
import { toApiKey } from './list.ts'

export interface CreateKeyInput {
  readonly accountId: string
  readonly name: string
  readonly scopes: readonly Scope[]
}

export interface CreatedKey {
  /** Shown once: only its hash is kept. */
  readonly key: string
  readonly apiKey: ApiKey
}

/** Makes a key. Throws DomainError `forbidden` for a tier without API keys, `conflict` for more than 50 in use, `not-found`. */
export async function createKey({ db, now, log }: ApiKeysDeps, { accountId, name, scopes }: CreateKeyInput): Promise<CreatedKey> {
  const key = newKey()
  const apiKey = await db.transaction(async (tx) => {
    // Held, so that two at once do not both make the last one.
    const [account] = await tx.select({ tier: accounts.tier }).from(accounts).where(eq(accounts.accountId, accountId)).for('update')
    if (!account) throw new DomainError('not-found', 'Cannot create an API key: there is no such account')
    requireProFeatures(account.tier, 'create an API key')
    const [{ used } = { used: 0 }] = await tx.select({ used: count() }).from(apiKeys).where(and(eq(apiKeys.accountId, accountId), isNull(apiKeys.revokedAt)))
    if (used >= API_KEYS_MAX) throw new DomainError('conflict', `Cannot create an API key: ${used} are in use, and ${API_KEYS_MAX} may be. Revoke one first`)
    const [row] = await tx.insert(apiKeys).values({
      keyId: crypto.randomUUID(), accountId, name, prefix: prefixOf(key), keyHash: hashToken(key), scopes: [...scopes], createdAt: new Date(now()),
    }).returning()
    return toApiKey(row!)
  })
  log.info('api-key-created', { accountId, keyId: apiKey.keyId })
  return { key, apiKey }
}
