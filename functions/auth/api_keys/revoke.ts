import { and, eq, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { DomainError } from '../../../domain/errors.ts'
import { apiKeys } from '../../../infra/db/schema/mod.ts'
import type { ApiKeysDeps } from './api_keys.ts'

export interface RevokeKeyInput {
  readonly accountId: string
  readonly keyId: string
}

/** Ends a key at once and for good. Throws DomainError `not-found` for one that is not this account's, or was revoked before. */
export async function revokeKey({ db, now, log }: ApiKeysDeps, { accountId, keyId }: RevokeKeyInput): Promise<void> {
  const known = z.uuid().safeParse(keyId).success
  const revoked = known
    ? await db.update(apiKeys).set({ revokedAt: new Date(now()) })
      .where(and(eq(apiKeys.keyId, keyId), eq(apiKeys.accountId, accountId), isNull(apiKeys.revokedAt))).returning({ keyId: apiKeys.keyId })
    : []
  if (revoked.length === 0) throw new DomainError('not-found', 'Cannot revoke this API key: there is none like it in your account')
  log.info('api-key-revoked', { accountId, keyId })
}
