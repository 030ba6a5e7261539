import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Hono } from 'hono'
import { DomainError } from '../../domain/errors.ts'
import type { ErrorCode } from '../../domain/errors.ts'
import type { Participant } from '../../domain/room.ts'
import type { Chat } from '../../functions/chat/chat.ts'
import { messagesFor } from '../../views/mod.ts'
import { createChatPagesApp } from './chat.tsx'

const ada = { peerId: 'ada' } as Participant

function setUp({ refuses, member = true }: { refuses?: ErrorCode; member?: boolean } = {}) {
  const said: unknown[] = []
  const chat: Chat = {
    async say(input) {
      if (refuses) throw new DomainError(refuses, 'Cannot send the message')
      said.push(input)
      return { messageId: 'm', roomId: input.roomId, peerId: input.peerId, speakerName: 'Ada', language: 'en', text: input.text, sentMs: 0 }
    },
  }
  const session = {
    async require() {
      if (!member) throw new DomainError('unauthorised', 'Cannot enter the room')
      return ada
    },
  }
  const app = new Hono()
    .onError((error, c) => c.text(error.message, error instanceof DomainError ? error.status : 500))
    .route('/', createChatPagesApp({ chat, session, messages: async () => messagesFor('pt') }))
  const send = (message: string | undefined, headers: Record<string, string> = {}) =>
    app.request('/rooms/abcd-efgh-jkmn/chat', { method: 'POST', headers, body: new URLSearchParams(message === undefined ? {} : { message }) })
  return { said, send }
}
const HTMX = { 'hx-request': 'true' }

test('a member’s message is sent; a form goes back to the room, htmx gets an empty note', async () => {
  const { said, send } = setUp()
  const answer = await send('Olá')
  assert.deepEqual([answer.status, answer.headers.get('location')], [303, '/rooms/abcd-efgh-jkmn'])
  assert.match(await (await send('Oi', HTMX)).text(), /^<p id="chat-note" class="field-error" role="alert" hx-swap-oob="true"><\/p>$/)
  assert.deepEqual(said, [{ roomId: 'abcd-efgh-jkmn', peerId: 'ada', text: 'Olá' }, { roomId: 'abcd-efgh-jkmn', peerId: 'ada', text: 'Oi' }])
})

test('a refusal comes to the page in its own words', async () => {
  const refused = async (refuses: ErrorCode, message: string | undefined, words: RegExp, status: number) => {
    const answer = await setUp({ refuses }).send(message, HTMX)
    assert.equal(answer.status, status)
    assert.equal(answer.headers.get('parley-fragment'), 'refusal')
    assert.match(await answer.text(), words)
  }
  await refused('too-many-requests', 'Oi', /Mensagens demais de uma vez/, 429)
  await refused('invalid-input', '  ', /Escreva uma mensagem primeiro/, 400)
  await refused('invalid-input', undefined, /Escreva uma mensagem primeiro/, 400)
  await refused('invalid-input', 'x'.repeat(2_001), /no máximo 2000 caracteres/, 400)
  await refused('unavailable', 'Oi', /não foi enviada/, 503)
  assert.equal((await setUp({ refuses: 'too-many-requests' }).send('Oi')).status, 429)
})

test('who is not in the room sends nothing, and nobody a form that is larger than a message can be', async () => {
  const stranger = setUp({ member: false })
  assert.equal((await stranger.send('Oi', HTMX)).status, 401)
  assert.deepEqual(stranger.said, [])
  const { said, send } = setUp()
  assert.equal((await send('x'.repeat(40_000), HTMX)).status, 413)
  assert.equal((await send('€'.repeat(2_000), HTMX)).status, 200)
  assert.equal(said.length, 1)
})
