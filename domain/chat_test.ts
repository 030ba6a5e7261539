import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CHAT_TEXT_MAX, chatTextSchema, hasWords } from './chat.ts'
import { writtenLanguage } from './written_language.ts'

test('a message is one line of at most 2,000 characters, without what cannot be seen', () => {
  assert.equal(chatTextSchema.parse('  Good\r\n\tmorning\u0000\u202e! '), 'Good morning !')
  assert.equal(chatTextSchema.parse('e\u0301'), 'é')
  assert.equal(chatTextSchema.parse('x\ud800'), 'x\ufffd')
  assert.equal(chatTextSchema.parse('<b>&amp;</b> 👩‍🚀'), '<b>&amp;</b> 👩‍🚀')
  assert.equal(chatTextSchema.parse('x'.repeat(CHAT_TEXT_MAX)).length, CHAT_TEXT_MAX)
  for (const refused of ['', '  \n\u0007 ', 'x'.repeat(CHAT_TEXT_MAX + 1), 7, undefined]) assert.equal(chatTextSchema.safeParse(refused).success, false)
})

test('a link, a number and a face need no translation', () => {
  for (const text of ['👍', '42 + 1 = 43', 'https://example.org/a/page', 'www.example.org', '…?!']) assert.equal(hasWords(text), false, text)
  for (const text of ['ok', 'see https://example.org', '好']) assert.equal(hasWords(text), true, text)
})

test('someone’s text is in what they speak, unless its words or letters say that it is in what they read', () => {
  const bia = { speaks: 'en', reads: 'pt' } as const
  assert.equal(writtenLanguage('Good morning, how are you?', bia), 'en')
  assert.equal(writtenLanguage('Bom dia, você está bem?', bia), 'pt')
  assert.equal(writtenLanguage('ok', bia), 'en')
  assert.equal(writtenLanguage('Chào bạn, tôi đã gửi tài liệu rồi.', { speaks: 'en', reads: 'vi' }), 'vi')
  assert.equal(writtenLanguage('I sent the document already.', { speaks: 'vi', reads: 'en' }), 'en')
  assert.equal(writtenLanguage('Olá', { speaks: null, reads: 'pt' }), 'pt')
  assert.equal(writtenLanguage('Доброе утро', { speaks: 'en', reads: 'ru' }), 'ru')
  assert.equal(writtenLanguage('Good morning', { speaks: 'ru', reads: 'en' }), 'en')
})

test('letters that neither of their languages has tell another one', () => {
  const ada = { speaks: 'en', reads: 'en' } as const
  assert.equal(writtenLanguage('안녕하세요', ada), 'ko')
  assert.equal(writtenLanguage('おはようございます', ada), 'ja')
  assert.equal(writtenLanguage('早上好', ada), 'zh')
  assert.equal(writtenLanguage('صباح الخير', ada), 'ar')
  assert.equal(writtenLanguage('👍 12', ada), 'en')
  assert.equal(writtenLanguage('Hello', { speaks: 'ar', reads: 'fa' }), 'ar', 'Latin letters alone tell nothing')
})
