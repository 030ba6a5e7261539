import { createHash, createHmac, randomBytes } from 'node:crypto'
import { deriveKey } from '../../infra/seal.ts'

const TOKEN_BYTES = 32
const TOKEN = /^[\w-]{43}$/

/** 256 random bits, base64url. */
export function randomToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url')
}

/** The one token that follows another, which only who has the deployment's secret can tell. */
export function followingToken(token: string, secret: string): string {
  return createHmac('sha256', deriveKey({ secret, purpose: 'refresh-chain' })).update(token).digest('base64url')
}

/** What the database keeps of a token: SHA-256, base64url. Enough without salt, since tokens are random. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}

/** Whether it can be one at all, before anything is asked of the database. */
export function looksLikeToken(token: string): boolean {
  return TOKEN.test(token)
}
