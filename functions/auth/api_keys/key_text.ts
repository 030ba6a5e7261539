import { randomToken } from '../random_token.ts'

/** Says whose key it is to people and to scanners that look for keys in published code. */
const START = 'parley_'
/** Characters that tell keys of one account apart: 36 of the 256 random bits. */
const SHOWN = START.length + 6
const KEY = /^parley_[\w-]{43}$/

/** `parley_` and 256 random bits, base64url. */
export function newKey(): string {
  return START + randomToken()
}

/** The part that may be shown again. */
export function prefixOf(key: string): string {
  return key.slice(0, SHOWN)
}

export function looksLikeKey(key: string): boolean {
  return KEY.test(key)
}
