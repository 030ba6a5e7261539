import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DomainError } from '../../domain/errors.ts'
import type { Mail, MailMessage } from './mail.ts'

export interface MailUnderTest {
  readonly mail: Mail
  /** What arrived so far, or stands in the log. */
  received(): readonly Pick<MailMessage, 'to' | 'subject' | 'text'>[]
  close(): Promise<void>
}

/** What every mail adapter does, wherever its messages end up. */
export function testMail(name: string, open: () => Promise<MailUnderTest>): void {
  const withMail = async (run: (under: MailUnderTest) => Promise<void>) => {
    const under = await open()
    try {
      await run(under)
    } finally {
      await under.mail.close()
      await under.close()
    }
  }

  test(`${name}: a message arrives whole, in any script`, () => withMail(async ({ mail, received }) => {
    const text = 'Olá Ana,\n\nxác nhận địa chỉ của bạn:\nhttps://parley.test/verify/abc-DEF_123\n'
    await mail.send({ to: 'ana@example.org', subject: 'Confirme o seu endereço – Parley', text, html: '<p>Olá</p>' })
    const [message, ...others] = received()
    assert.deepEqual(others, [])
    assert.equal(message!.to, 'ana@example.org')
    assert.equal(message!.subject, 'Confirme o seu endereço – Parley')
    assert.equal(message!.text.trim(), text.trim())
  }))

  test(`${name}: an address or subject that would add recipients or headers is refused, and nothing is sent`, () => withMail(async ({ mail, received }) => {
    const message = { to: 'ana@example.org', subject: 'Hello', text: 'text' }
    const wrong = [
      { ...message, to: 'ana@example.org, eve@example.org' }, { ...message, to: 'ana@example.org\r\nBcc: eve@example.org' },
      { ...message, to: 'Ana <ana@example.org>' }, { ...message, to: '' }, { ...message, subject: 'Hello\r\nBcc: eve@example.org' },
    ]
    for (const one of wrong) await assert.rejects(mail.send(one), (error) => error instanceof DomainError && error.code === 'invalid-input')
    assert.deepEqual(received(), [])
  }))
}
