import { z } from 'zod'
import { displayNameSchema } from './room.ts'

/** What a key for the API may do. */
export const scopeSchema = z.enum(['rooms:read', 'rooms:write', 'transcripts:read', 'transcripts:write', 'voices:read', 'voices:write', 'analytics:read', 'documents:read', 'documents:write', 'vocabulary:read', 'vocabulary:write'])
export type Scope = z.infer<typeof scopeSchema>
export const SCOPES = scopeSchema.options

/** Each once, at least one, in the order of `SCOPES`. */
export const scopesSchema = z.array(scopeSchema).min(1).transform((scopes) => SCOPES.filter((scope) => scopes.includes(scope)))

/** What its owner calls a key; like a person's name. */
export const keyNameSchema = displayNameSchema

/** Keys in use of one account. */
export const API_KEYS_MAX = 50

/** A key as its owner sees it again: the key itself is shown once, when it is made. */
export interface ApiKey {
  readonly keyId: string
  readonly name: string
  /** The first characters. */
  readonly prefix: string
  readonly scopes: readonly Scope[]
  readonly createdAtMs: number
  /** Exact to a minute; null while it was never used. */
  readonly lastUsedAtMs: number | null
  readonly revokedAtMs: number | null
}
