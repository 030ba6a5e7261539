import { z } from 'zod'
import { COMMON_PASSWORDS } from './common_passwords.ts'
import { displayNameSchema } from './room.ts'
import type { Tier } from './tier.ts'

export const EMAIL_MAX = 254
export const PASSWORD_MIN = 10
export const PASSWORD_MAX = 200

/** What is wrong with a field of an account's forms; pages have words for each in every language. */
export type AccountFieldError =
  | 'name-missing' | 'name-long' | 'email-invalid' | 'password-missing' | 'password-short' | 'password-long' | 'password-common' | 'password-wrong'
  | 'locale-unknown' | 'confirmation-wrong'

/** Someone who is signed in, as pages and functions see them. */
export interface Viewer {
  readonly accountId: string
  readonly email: string
  readonly name: string
  readonly tier: Tier
  readonly isAdmin: boolean
  readonly emailVerified: boolean
  /** Language of the pages; null follows the browser. */
  readonly locale: string | null
}

/** An account as administrators see it: nothing of what it keeps. */
export interface AccountSummary extends Omit<Viewer, 'locale'> {
  readonly createdAtMs: number
}

const message = (error: AccountFieldError) => ({ error })

/** Trimmed, lower case: how addresses are compared and stored. */
export const emailSchema = z
  .string()
  .transform((email) => email.normalize('NFC').trim().toLowerCase())
  .pipe(z.email(message('email-invalid')).max(EMAIL_MAX, message('email-invalid')))

/** A password as typed for signing in: any, within the length that is hashed. NFKC, so that keyboards agree on accents. */
export const typedPasswordSchema = z
  .string()
  .transform((password) => password.normalize('NFKC'))
  .pipe(z.string().min(1, message('password-missing')).max(PASSWORD_MAX, message('password-long')))

/** A password that is being chosen: 10 to 200 characters, none of the commonest, no single character repeated. */
export const newPasswordSchema = z
  .string()
  .transform((password) => password.normalize('NFKC'))
  .pipe(
    z.string()
      .min(PASSWORD_MIN, message('password-short'))
      .max(PASSWORD_MAX, message('password-long'))
      .refine((password) => !COMMON_PASSWORDS.has(password.toLowerCase()) && new Set(password).size > 2, message('password-common')),
  )

/** What an account calls itself: the same rules as in a room. */
export const accountNameSchema = displayNameSchema

/** Languages that the pages exist in, or null to follow the browser. */
export const accountLocaleSchema = z.union([z.literal('').transform(() => null), z.enum(['en', 'vi', 'pt'])], message('locale-unknown'))

/** True when the password says no more than the address or the name does. */
export function isGuessable(password: string, { email, name }: { email: string; name: string }): boolean {
  const folded = password.toLowerCase()
  return [email, email.split('@')[0]!, name.toLowerCase(), name.toLowerCase().replace(/\s/g, '')].some((known) => known === folded)
}
