import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { SMTPServer } from 'smtp-server'
import { DomainError } from '../../domain/errors.ts'
import { testMail } from './contract.ts'
import { createSmtpMail } from './smtp.ts'

const message = { to: 'ana@example.org', subject: 'Hello', text: 'text' }

/** A real SMTP server on a free port of this machine. */
async function startSmtp({ password = 'right' } = {}) {
  const arrived: { to: string; raw: string }[] = []
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth: (auth, _session, done) => (auth.password === password ? done(null, { user: auth.username }) : done(new Error('Wrong password'))),
    onRcptTo({ address }, _session, done) {
      if (address === 'nobody@example.org') return done(Object.assign(new Error('No such person'), { responseCode: 550 }))
      if (address === 'later@example.org') return done(Object.assign(new Error('Try later'), { responseCode: 451 }))
      done()
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        arrived.push({ to: session.envelope.rcptTo[0]!.address, raw: Buffer.concat(chunks).toString('utf8') })
        done()
      })
    },
  })
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const { port } = server.server.address() as AddressInfo
  return {
    arrived,
    url: `smtp://parley:right@127.0.0.1:${port}`,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}

/** The subject and the text part of a raw message, decoded. */
function decode(raw: string): { subject: string; text: string } {
  const subject = /^Subject: ((?:.*\r\n[ \t])*.*)/m.exec(raw)![1]!.replace(/\r\n\s/g, ' ')
    .replace(/=\?UTF-8\?Q\?(.*?)\?=\s?/gi, (_, words: string) => unquote(words.replace(/_/g, ' ')))
    .replace(/=\?UTF-8\?B\?(.*?)\?=\s?/gi, (_, words: string) => Buffer.from(words, 'base64').toString('utf8'))
  const part = /Content-Type: text\/plain[\s\S]*?Content-Transfer-Encoding: (\S+)[\s\S]*?\r\n\r\n([\s\S]*?)(?:\r\n----|$)/.exec(raw)!
  const text = part[1] === 'base64' ? Buffer.from(part[2]!, 'base64').toString('utf8') : part[1] === 'quoted-printable' ? unquote(part[2]!) : part[2]!
  return { subject: subject.trim(), text: text.replace(/\r\n/g, '\n') }
}

function unquote(text: string): string {
  const bytes = text.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString('utf8')
}

testMail('smtp', async () => {
  const server = await startSmtp()
  const mail = createSmtpMail({ url: server.url, from: 'Parley <parley@example.org>' })
  return { mail, received: () => server.arrived.map(({ to, raw }) => ({ to, ...decode(raw) })), close: server.close }
})

test('smtp: the sender is the configured one, and answering machines are told not to answer', async () => {
  const server = await startSmtp()
  const mail = createSmtpMail({ url: server.url, from: 'Parley <parley@example.org>' })
  await mail.send(message)
  assert.match(server.arrived[0]!.raw, /^From: Parley <parley@example.org>/m)
  assert.match(server.arrived[0]!.raw, /^Auto-Submitted: auto-generated/m)
  await mail.close()
  await server.close()
})

test('smtp: a recipient that is refused for good, one for now, a wrong password and a server that is away are told apart', async () => {
  const server = await startSmtp()
  const fails = (url: string, to: string, code: string) => async () => {
    const mail = createSmtpMail({ url, from: 'parley@example.org' })
    await assert.rejects(mail.send({ ...message, to }), (error) => {
      assert.ok(error instanceof DomainError)
      assert.equal(error.code, code)
      assert.ok(!/right|wrong|127\.0\.0\.1/.test(error.message), 'neither password nor server in the message')
      return true
    })
    await mail.close()
  }
  await fails(server.url, 'nobody@example.org', 'invalid-input')()
  await fails(server.url, 'later@example.org', 'unavailable')()
  await fails(server.url.replace(':right@', ':wrong@'), message.to, 'unavailable')()
  await server.close()
  await fails(server.url, message.to, 'unavailable')()
  assert.deepEqual(server.arrived, [])
})
