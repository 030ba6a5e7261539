import { createTransport } from 'nodemailer'
import { DomainError } from '../../domain/errors.ts'
import type { Mail } from './mail.ts'
import { checkMessage } from './check_message.ts'

const CONNECT_MS = 10_000
const ANSWER_MS = 20_000

export interface SmtpOptions {
  /** `smtp://user:password@host:587` (STARTTLS where offered) or `smtps://…:465`. */
  readonly url: string
  /** The sender, as in `Parley <parley@example.org>`. */
  readonly from: string
}

interface SmtpError extends Error {
  readonly code?: string
  readonly responseCode?: number
}

/** Mail through an SMTP server; connections are opened when there is something to send. */
export function createSmtpMail({ url, from }: SmtpOptions): Mail {
  const transport = createTransport(url, { from })
  Object.assign(transport.options, { connectionTimeout: CONNECT_MS, greetingTimeout: CONNECT_MS, socketTimeout: ANSWER_MS, disableFileAccess: true, disableUrlAccess: true })
  return {
    delivers: true,
    async send(message) {
      checkMessage(message)
      try {
        await transport.sendMail({ ...message, headers: { 'Auto-Submitted': 'auto-generated' } })
      } catch (error) {
        throw toDomainError(error as SmtpError)
      }
    },
    async close() {
      transport.close()
    },
  }
}

/** A 5xx answer to the recipient is final; everything else may work later. The message names neither server nor password. */
function toDomainError(error: SmtpError): DomainError {
  const refused = error.code === 'EENVELOPE' && error.responseCode !== undefined && error.responseCode >= 500
  if (refused) return new DomainError('invalid-input', 'Cannot send mail: the mail server refuses this address', { cause: error })
  return new DomainError('unavailable', 'Cannot send mail now: the mail server does not take it', { cause: error })
}
