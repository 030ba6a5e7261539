import type { ApiKey } from '../../../domain/api_key.ts'
import type { Db } from '../../../infra/db/db.ts'
import type { Log } from '../../../infra/log.ts'
import { authenticateKey } from './authenticate.ts'
import type { KeyHolder } from './authenticate.ts'
import { createKey } from './create.ts'
import type { CreatedKey, CreateKeyInput } from './create.ts'
import { listKeys } from './list.ts'
import { revokeKey } from './revoke.ts'
import type { RevokeKeyInput } from './revoke.ts'

export interface ApiKeysDeps {
  readonly db: Db
  /** Milliseconds since the epoch. */
  readonly now: () => number
  readonly log: Log
}

/** Keys with which programs ask in someone's name. Each verb is described where it is defined. */
export interface ApiKeys {
  create(input: CreateKeyInput): Promise<CreatedKey>
  list(accountId: string): Promise<ApiKey[]>
  revoke(input: RevokeKeyInput): Promise<void>
  authenticate(key: string): Promise<KeyHolder | null>
}

export function createApiKeys(deps: ApiKeysDeps): ApiKeys {
  return {
    create: (input) => createKey(deps, input),
    list: (accountId) => listKeys(deps, accountId),
    revoke: (input) => revokeKey(deps, input),
    authenticate: (key) => authenticateKey(deps, key),
  }
}
