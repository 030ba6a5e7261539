import type { AccountFieldError } from '../../domain/account.ts'
import type { Db } from '../../infra/db/db.ts'
import type { Log } from '../../infra/log.ts'
import type { Mail } from '../../infra/mail/mail.ts'
import type { KeyRing } from './key_ring.ts'

/** What the mails say, in one language. */
export interface MailWords {
  readonly verify: MailText<{ name: string; link: string }>
  /** To someone who registers again with an address that has an account. */
  readonly exists: MailText<{ name: string; signIn: string; reset: string }>
  readonly reset: MailText<{ name: string; link: string }>
  readonly passwordChanged: MailText<{ name: string; reset: string }>
}

export interface MailText<Values> {
  readonly subject: string
  readonly text: (values: Values) => string
}

/** What someone's deletion means for other parts: called before the account goes, in order; a failure keeps the account. */
export type EraseForAccount = (account: { readonly accountId: string; readonly email: string }) => Promise<void>

export interface AuthDeps {
  readonly db: Db
  /** Milliseconds since the epoch. */
  readonly now: () => number
  readonly mail: Mail
  /** Words for a locale; null means that nothing is known about the reader. */
  readonly mailWords: (locale: string | null) => MailWords
  /** The deployment's secret. */
  readonly secret: string
  /** Where links in mails lead, without a slash at the end; asked when a mail is written. */
  readonly publicUrl: () => string
  readonly log: Log
  readonly onDelete?: readonly EraseForAccount[]
}

export interface AuthContext extends Required<AuthDeps> {
  readonly keys: KeyRing
  /** Runs work that the asker must not wait for, since how long it takes would tell something; its failure is logged. */
  readonly background: (what: string, work: () => Promise<void>) => void
}

/** What a form's verb answers: done, or what is wrong with which field. */
export type Outcome<T = unknown> = ({ readonly ok: true } & T) | { readonly ok: false; readonly errors: Readonly<Record<string, AccountFieldError>> }

export const refuse = (field: string, error: AccountFieldError) => ({ ok: false, errors: { [field]: error } }) as const
