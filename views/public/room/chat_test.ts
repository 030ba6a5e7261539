import assert from 'node:assert/strict'
import { test } from 'node:test'
import { unreadWords } from './chat.ts'

test('what is new is told in words of the page, and nothing when nothing is', () => {
  const words = { one: 'uma mensagem nova', many: '{number} mensagens novas' }
  assert.deepEqual([0, 1, 2, 120].map((unread) => unreadWords(unread, words)), ['', 'uma mensagem nova', '2 mensagens novas', '120 mensagens novas'])
})
