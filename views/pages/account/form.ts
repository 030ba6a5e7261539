import type { AccountFieldError } from '../../../domain/account.ts'
import type { AssetUrl } from '../../assets.ts'
import type { Messages } from '../../messages/mod.ts'

/** What every page of an account gets. */
export interface AccountPageProps {
  readonly t: Messages
  readonly assetUrl: AssetUrl
}

/** Field → what is wrong with it. */
export type AccountErrors = Readonly<Record<string, AccountFieldError | 'email-refused' | undefined>>

/** In the words of the page's language. */
export function errorWords(t: Messages, errors: AccountErrors): (field: string) => string | undefined {
  return (field) => {
    const error = errors[field]
    return error && t.account.errors[error]
  }
}

/** The first of these fields that has an error, else the first: where the page puts the focus. */
export function firstToFill<Field extends string>(fields: readonly Field[], errors: AccountErrors): Field {
  return fields.find((field) => errors[field]) ?? fields[0]!
}

/** What a page says about what was just done; one of these stands in its address. */
export const DONE = Object.freeze(['profile', 'password', 'verified', 'everywhere', 'deleted'] as const)
export type Done = (typeof DONE)[number]
