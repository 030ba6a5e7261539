import type { Config } from '../config.ts'
import type { Log } from '../log.ts'
import { createLogMail } from './log.ts'
import type { Mail } from './mail.ts'
import { createSmtpMail } from './smtp.ts'

/** SMTP when `SMTP_URL` is set, else the server's log. */
export function openMail({ config, log }: { config: Pick<Config, 'SMTP_URL' | 'MAIL_FROM'>; log: Log }): Mail {
  if (!config.SMTP_URL) return createLogMail(log)
  return createSmtpMail({ url: config.SMTP_URL, from: config.MAIL_FROM ?? 'Parley <parley@localhost>' })
}
