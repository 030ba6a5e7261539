import { DomainError } from '../../domain/errors.ts'
import type { MailMessage } from './mail.ts'

/** Refuses what could add recipients or headers: DomainError `invalid-input`. */
export function checkMessage({ to, subject }: MailMessage): void {
  if (!/^[^\s,;<>"]+@[^\s,;<>"]+$/.test(to)) throw new DomainError('invalid-input', `Cannot send mail to "${to.slice(0, 80)}": it is not one address`)
  if (/[\r\n]/.test(subject)) throw new DomainError('invalid-input', 'Cannot send mail: its subject has more than one line')
}
