import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Language } from '../../domain/language.ts'
import type { ChatEvent } from './chat_log.ts'
import { createChatLog } from './chat_log.ts'

function message(messageId: string, reader: Language, sentMs = 0): ChatEvent {
  const translation = reader === 'en' ? null : { language: reader, text: `[${reader}]`, engine: 'x' }
  return { type: 'chat', reader, message: { messageId, roomId: 'r', peerId: 'p', speakerName: 'P', language: 'en', text: messageId, sentMs }, translation, untranslated: null }
}
const shown = (events: ChatEvent[]) => events.map(({ message, translation }) => `${message.messageId}${translation?.text ?? ''}`)

test('who comes back gets the messages after the last one seen, in the order of sending', () => {
  const log = createChatLog()
  for (const id of ['a', 'b', 'c']) for (const reader of ['en', 'pt'] as const) log.add(message(id, reader))
  assert.deepEqual(shown(log.missed('pt', { after: 'a', sinceMs: 0 })), ['b[pt]', 'c[pt]'])
  assert.deepEqual(shown(log.missed('en', { after: null, sinceMs: 0 })), ['a', 'b', 'c'])
  assert.deepEqual(shown(log.missed('en', { after: 'c', sinceMs: 0 })), [])
})

test('the same message twice is one, and who reads another language now sees it as it was written', () => {
  const log = createChatLog()
  assert.deepEqual([log.add(message('a', 'pt')), log.add(message('a', 'pt')), log.add(message('a', 'en'))], [true, false, true])
  assert.deepEqual(shown(log.missed('vi', { after: null, sinceMs: 0 })), ['a'])
  assert.equal(log.missed('vi', { after: null, sinceMs: 0 })[0]!.reader, 'vi')
})

test('nobody sees what was written before they joined, and old messages are forgotten', () => {
  const log = createChatLog({ entriesMax: 2 })
  for (const [id, ms] of [['a', 10], ['b', 20], ['c', 30]] as const) log.add(message(id, 'en', ms))
  assert.deepEqual(shown(log.missed('en', { after: null, sinceMs: 0 })), ['b', 'c'])
  assert.deepEqual(shown(log.missed('en', { after: null, sinceMs: 25 })), ['c'])
})
