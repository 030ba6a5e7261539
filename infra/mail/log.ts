import type { Log } from '../log.ts'
import type { Mail } from './mail.ts'
import { checkMessage } from './check_message.ts'

/**
 * For servers without SMTP: writes each message to the server's log, so that whoever runs it can follow the links.
 * Its text may hold a link that opens an account: who reads the log may do that.
 */
export function createLogMail(log: Log): Mail {
  return {
    delivers: false,
    async send(message) {
      checkMessage(message)
      const { to, subject, text } = message
      log.info('mail-not-configured', { to, subject, text, links: text.match(/https?:\/\/\S+/g) ?? [] })
    },
    async close() {},
  }
}
