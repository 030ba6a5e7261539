import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLog } from '../log.ts'
import { testMail } from './contract.ts'
import { createLogMail } from './log.ts'

function open() {
  const lines: string[] = []
  const mail = createLogMail(createLog({ level: 'info', write: (line) => void lines.push(line) }))
  return { mail, lines }
}

testMail('log', async () => {
  const { mail, lines } = open()
  return { mail, received: () => lines.map((line) => JSON.parse(line)), close: async () => {} }
})

test('log: the link can be copied from one field of the line', async () => {
  const { mail, lines } = open()
  await mail.send({ to: 'ana@example.org', subject: 'Confirm', text: 'Open\nhttp://localhost:8080/verify/abc\n' })
  assert.deepEqual(JSON.parse(lines[0]!).links, ['http://localhost:8080/verify/abc'])
  assert.equal(mail.delivers, false)
})
