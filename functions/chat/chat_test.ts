import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { DomainError } from '../../domain/errors.ts'
import type { RoomEvent } from '../../domain/events.ts'
import type { RecordedLine } from '../../domain/transcript.ts'
import { silentLog } from '../../infra/log.ts'
import { createMemoryRateLimit } from '../../infra/rate_limit/memory.ts'
import { createScriptedTranslator } from '../../models/translation/scripted.ts'
import type { Script } from '../../models/translation/scripted.ts'
import { as, openTestRooms, PT } from '../rooms/testing.ts'
import type { TestRooms } from '../rooms/testing.ts'
import { createChat } from './chat.ts'
import { CHAT_LIMIT } from './say.ts'

let under: TestRooms
before(async () => void (under = await openTestRooms()))
after(() => under.close())

const code = (expected: string) => (error: unknown) => error instanceof DomainError && error.code === expected

async function setUp({ script = {}, recorded = async () => {} }: { script?: Script; recorded?: (line: RecordedLine) => Promise<void> } = {}) {
  const { rooms, bus, clock } = under
  const translator = createScriptedTranslator(script)
  const lines: RecordedLine[] = []
  const recorder = {
    async record(line: RecordedLine) {
      await recorded(line)
      lines.push(line)
    },
  }
  const limit = createMemoryRateLimit({ clock })
  const chat = createChat({ rooms, translator, bus, recorder, limit, log: silentLog, now: clock.now })
  const deviceId = crypto.randomUUID()
  // Whoever opened a room of guests is its host.
  const { roomId } = await rooms.create({ deviceId })
  const ada = await under.enter(roomId, 'Ada', { deviceId })
  const bia = await under.enter(roomId, 'Bia', { preferences: PT })
  const events = await under.watch(roomId)
  const shown = () => events.filter((event): event is Extract<RoomEvent, { type: 'chat' }> => event.type === 'chat')
  const say = (text: string, peerId = ada.peerId) => chat.say({ roomId, peerId, text })
  return { chat, roomId, ada, bia, translator, lines, shown, say, clock }
}

test('a message reaches each language that someone reads, translated once, and the transcript', async () => {
  const { roomId, ada, bia, say, shown, lines, translator, clock } = await setUp()
  await under.enter(roomId, 'Caio', { preferences: PT })
  const message = await say('  Good morning  ')
  assert.deepEqual(message, {
    messageId: message.messageId, roomId, peerId: ada.peerId, speakerName: 'Ada', language: 'en', text: 'Good morning', sentMs: clock.now(),
  })
  const byReader = Object.fromEntries(shown().map((event) => [event.reader, event]))
  assert.deepEqual(Object.keys(byReader).sort(), ['en', 'pt'])
  assert.deepEqual(byReader.en, { type: 'chat', reader: 'en', message, translation: null, untranslated: null })
  assert.equal(byReader.pt!.translation?.text, '[pt] Good morning')
  assert.deepEqual(translator.asked, ['Good morning'])
  assert.deepEqual(lines.map(({ lineId, kind, text, translations }) => [lineId, kind, text, translations.map(({ text }) => text)]), [
    [message.messageId, 'chat', 'Good morning', []],
    [message.messageId, 'chat', 'Good morning', ['[pt] Good morning']],
  ])
  const answer = await say('Bom dia', bia.peerId)
  assert.equal(answer.language, 'pt')
  assert.equal(shown().find((event) => event.message.messageId === answer.messageId && event.reader === 'en')?.translation?.text, '[en] Bom dia')
})

test('someone sees what they send, also when their connection is away', async () => {
  const { roomId, chat, shown } = await setUp()
  const { peerId } = await under.join(roomId, 'Dan', { preferences: { speaks: 'en', reads: 'vi', hears: 'original' } })
  await chat.say({ roomId, peerId, text: 'Hello' })
  assert.deepEqual(shown().map(({ reader }) => reader).sort(), ['en', 'pt', 'vi'])
})

test('what has no words is not translated', async () => {
  const { say, shown, translator } = await setUp()
  await say('👍 https://example.org/plan')
  assert.deepEqual(translator.asked, [])
  assert.deepEqual(shown().map(({ translation, untranslated }) => [translation, untranslated]), [[null, null], [null, null]])
})

test('a failed translation shows the original with the reason', async () => {
  const failing = (error: Error) => setUp({ script: { before: async () => { throw error } } })
  for (const [error, reason] of [[new Error('worker died'), 'failed'], [new DomainError('language-unavailable', 'none'), 'unavailable']] as const) {
    const { say, shown, lines } = await failing(error)
    await say('Good morning')
    const pt = shown().find(({ reader }) => reader === 'pt')!
    assert.deepEqual([pt.message.text, pt.translation, pt.untranslated], ['Good morning', null, reason])
    assert.equal(lines.length, 1)
  }
})

test('messages appear in the order of sending, though the first takes longer to translate', async () => {
  let release = () => {}
  const slow = new Promise<void>((resolve) => (release = resolve))
  const { say, shown } = await setUp({ script: { before: async (text) => { if (text === 'the first one') await slow } } })
  const first = say('the first one')
  const second = say('the second one')
  await new Promise(setImmediate)
  release()
  await Promise.all([first, second])
  assert.deepEqual(shown().filter(({ reader }) => reader === 'pt').map(({ message }) => message.text), ['the first one', 'the second one'])
})

test('only members write, and no longer than they are members', async () => {
  const { chat, roomId, ada, say, shown } = await setUp()
  await assert.rejects(chat.say({ roomId, peerId: 'stranger', text: 'hi' }), code('not-found'))
  const other = await under.rooms.create()
  await assert.rejects(chat.say({ roomId: other.roomId, peerId: ada.peerId, text: 'hi' }), code('not-found'))
  await under.rooms.leave({ roomId, peerId: ada.peerId })
  await assert.rejects(say('hi'), code('not-found'))
  assert.deepEqual(shown(), [])
})

test('whoever was removed writes nothing, and nobody does once the meeting is over', async () => {
  const { say, roomId, ada, bia, shown } = await setUp()
  await under.rooms.remove({ roomId, peerId: bia.peerId, actor: as(ada) })
  await assert.rejects(say('let me back in', bia.peerId), code('not-found'))
  await under.rooms.close({ roomId, actor: as(ada) })
  await assert.rejects(say('one more thing'), code('not-found'))
  assert.deepEqual(shown(), [])
})

test('nothing, too much and a flood are refused; others go on writing', async () => {
  const { say, shown, bia, clock } = await setUp()
  for (const text of ['', ' \n ', 'x'.repeat(2_001)]) await assert.rejects(say(text), code('invalid-input'))
  for (let at = 0; at < CHAT_LIMIT.limit; at++) await say(`message ${at}`)
  await assert.rejects(say('one more'), code('too-many-requests'))
  await say('still here', bia.peerId)
  assert.equal(shown().filter(({ reader }) => reader === 'en').length, CHAT_LIMIT.limit + 1)
  clock.advance(2 * CHAT_LIMIT.windowMs)
  await say('again')
})

test('what cannot be kept is not sent', async () => {
  const { say, shown } = await setUp({ recorded: async () => { throw new DomainError('unavailable', 'the disk is full') } })
  await assert.rejects(say('Good morning'), code('unavailable'))
  assert.deepEqual(shown(), [])
})
