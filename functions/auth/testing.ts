import { createFakeClock } from '../../infra/fake_clock.ts'
import { openTestDb } from '../../infra/db/testing.ts'
import { createLog } from '../../infra/log.ts'
import type { MailMessage } from '../../infra/mail/mail.ts'
import type { AuthDeps, MailWords } from './context.ts'
import { createAuth } from './create_auth.ts'

const words: MailWords = {
  verify: { subject: 'verify', text: ({ name, link }) => `${name}\n${link}` },
  exists: { subject: 'exists', text: ({ name, signIn, reset }) => `${name}\n${signIn}\n${reset}` },
  reset: { subject: 'reset', text: ({ name, link }) => `${name}\n${link}` },
  passwordChanged: { subject: 'password-changed', text: ({ name, reset }) => `${name}\n${reset}` },
}

/** For tests: accounts on a database in memory, or the one that is given; mails are kept, time stands still, log lines are collected. */
export async function openTestAuth(overrides: Partial<AuthDeps> = {}) {
  const { db, close } = overrides.db ? { db: overrides.db, close: async () => {} } : await openTestDb()
  const clock = createFakeClock(Date.UTC(2026, 10, 24))
  const mails: MailMessage[] = []
  const logLines: string[] = []
  const log = createLog({ level: 'debug', write: (line) => void logLines.push(line) })
  const deps: AuthDeps = {
    db, now: clock.now, log, secret: 'a secret of the test, long enough', publicUrl: () => 'http://parley.test', mailWords: () => words,
    mail: { delivers: true, send: async (message) => void mails.push(message), close: async () => {} },
    ...overrides,
  }
  const auth = createAuth(deps)
  /** The token at the end of the last mail's first link. */
  const mailedToken = () => mails.at(-1)?.text.match(/https?:\/\/\S+\/([\w-]+)/)?.[1] ?? ''
  return {
    auth, clock, db, deps, mails, logLines, mailedToken,
    /** A confirmed account, signed in. */
    async signedUp({ email = 'ada@example.org', password = 'difference engine', name = 'Ada' } = {}) {
      const registered = await auth.register({ email, password, name, locale: null })
      if (!registered.ok) throw new Error(`Cannot register: ${JSON.stringify(registered.errors)}`)
      const verified = await auth.verifyEmail({ token: mailedToken(), registered: registered.accountId, password: null })
      if (!verified.ok) throw new Error('Cannot verify')
      return { ...verified, email, password, refreshToken: verified.refreshToken! }
    },
    async close() {
      await auth.settle()
      await close()
    },
  }
}
