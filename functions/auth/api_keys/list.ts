import { and, desc, eq, isNull } from 'drizzle-orm'
import type { ApiKey, Scope } from '../../../domain/api_key.ts'
import { apiKeys } from '../../../infra/db/schema/mod.ts'
import type { ApiKeysDeps } from './api_keys.ts'

/** An account's keys in use, the newest first. */
export async function listKeys({ db }: Pick<ApiKeysDeps, 'db'>, accountId: string): Promise<ApiKey[]> {
  const rows = await db.select().from(apiKeys).where(and(eq(apiKeys.accountId, accountId), isNull(apiKeys.revokedAt))).orderBy(desc(apiKeys.createdAt), desc(apiKeys.keyId))
  return rows.map(toApiKey)
}

export function toApiKey({ keyId, name, prefix, scopes, createdAt, lastUsedAt, revokedAt }: typeof apiKeys.$inferSelect): ApiKey {
  return {
    keyId, name, prefix, scopes: scopes as Scope[],
    createdAtMs: createdAt.getTime(), lastUsedAtMs: lastUsedAt?.getTime() ?? null, revokedAtMs: revokedAt?.getTime() ?? null,
  }
}
