import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RoomEvent } from '../../domain/events.ts'
import type { Language } from '../../domain/language.ts'
import type { Participant, Room } from '../../domain/room.ts'
import { createRoomHub } from './room_hub.ts'
import { messagesFor } from '../../views/mod.ts'
import type { HubRender } from './room_hub.ts'

const render: HubRender = {
  event: (event, { me, t }) => event.type === 'chat' ? `chat:${event.message.messageId}:${event.reader}` : event.type === 'caption' ? `${event.caption.kind}:${event.caption.captionId}:${event.reader}${t.locale === 'en' ? '' : `@${t.locale}`}` : `${event.type}>${me}`,
  caption: ({ caption: { captionId } }, parts) => `labelled:${captionId}:${parts.length}`,
  speakers: ({ lines, labels, gone }, { role }) => `speakers:${lines.map(({ event, parts }) => `${event.caption.captionId}=${parts.map((part) => part.speakers.map(({ name, number }) => name ?? number).join('+')).join('|')}`).join(',')};${labels.map(({ name, number }) => name ?? number).join(',')};${gone.length}${role === 'guest' ? '' : `@${role}`}`,
  people: (participants, { me }) => `people:${participants.map(({ name }) => name).join(',')}>${me.name}`,
  state: ({ room, waiting }, { role }) => (role === 'guest' ? '' : `state:${room.name}:${waiting.length}`),
}
const room: Room = {
  roomId: 'r', name: 'R', ownerId: null, teamId: null, tier: 'free', lobby: true, locked: false, hasPasscode: false,
  createdAtMs: 0, scheduledAtMs: null, closedAtMs: null, peopleMax: 6,
}
const state = async () => ({ room, waiting: [], meeting: null })

function person(name: string, reads: Language): Participant {
  return { peerId: name, roomId: 'r', name, preferences: { speaks: null, reads, hears: 'original' }, role: 'guest', accountId: null, deviceId: null, joinedAtMs: 0, present: true }
}
function caption(captionId: string, reader: Language, kind: 'interim' | 'final' = 'final'): RoomEvent {
  const of = { captionId, roomId: 'r', peerId: 'p', speakerName: 'P', kind, language: 'en', text: 't', confidence: 1, startMs: 1, endMs: 2 } as const
  return { type: 'caption', reader, caption: of, translation: null, untranslated: null }
}

function page() {
  const got: string[] = []
  let closed = false
  let dismissed = false
  const socket = { send: (html: string) => void got.push(html), close: () => { closed = true }, dismiss: () => { dismissed = true }, unread: 0 }
  return { got, socket, isClosed: () => closed, isDismissed: () => dismissed }
}

async function setUp() {
  const failures: unknown[] = []
  const hub = createRoomHub({ render, onFailed: (error) => failures.push(error) })
  const connect = async (me: Participant, after: string | null = null, present: () => Promise<Participant[]> = async () => [me], locale = 'en') => {
    const own = page()
    const end = hub.connect(me, { socket: own.socket, t: messagesFor(locale), after, present, state })
    await new Promise(setImmediate)
    return { ...own, end }
  }
  return { hub, connect, failures }
}

test('a caption goes to those who read its language, and to nobody else', async () => {
  const { hub, connect } = await setUp()
  const bia = await connect(person('Bia', 'pt'))
  const eve = await connect(person('Eve', 'en'))
  hub.receive(caption('c1', 'pt'))
  assert.deepEqual(bia.got, ['people:Bia>Bia', 'final:c1:pt'])
  assert.deepEqual(eve.got, ['people:Eve>Eve'])
})

test('whoever changes their language in the middle of a line reads on in the new one', async () => {
  const { hub, connect } = await setUp()
  const bia = await connect(person('Bia', 'pt'))
  for (const reader of ['pt', 'fr'] as const) hub.receive(caption('c1', reader, 'interim'))
  hub.receive({ type: 'participant-changed', participant: person('Bia', 'fr') })
  for (const reader of ['pt', 'fr'] as const) hub.receive(caption('c1', reader, 'interim'))
  for (const reader of ['pt', 'fr'] as const) hub.receive(caption('c1', reader))
  assert.deepEqual(bia.got.filter((html) => html.includes('c1')), ['interim:c1:pt', 'interim:c1:fr', 'final:c1:fr'])
})

test('a caption is rendered once for each language of the pages that its readers have', async () => {
  const rendered: string[] = []
  const hub = createRoomHub({
    render: { ...render, event: (event, reader) => { rendered.push(reader.t.locale); return render.event(event, reader) } },
    onFailed: (error) => assert.fail(String(error)),
  })
  const pages = ['vi', 'en', 'vi', 'en'].map((locale, at) => {
    const own = page()
    hub.connect(person(`P${at}`, 'pt'), { socket: own.socket, t: messagesFor(locale), after: null, present: async () => [], state })
    return own
  })
  await new Promise(setImmediate)
  hub.receive(caption('c1', 'pt'))
  assert.deepEqual(pages.map(({ got }) => got.at(-1)), ['final:c1:pt@vi', 'final:c1:pt', 'final:c1:pt@vi', 'final:c1:pt'])
  assert.deepEqual(rendered, ['vi', 'en'])
})

test('whoever changes what they read gets the next captions in it', async () => {
  const { hub, connect } = await setUp()
  const bia = await connect(person('Bia', 'en'))
  hub.receive({ type: 'participant-changed', participant: person('Bia', 'pt') })
  hub.receive(caption('c1', 'en'))
  hub.receive(caption('c1', 'pt'))
  assert.deepEqual(bia.got.slice(1), ['participant-changed>Bia', 'final:c1:pt'])
})

test('a page that comes back gets what it missed, once, in order, before what is new', async () => {
  const { hub, connect } = await setUp()
  const first = await connect(person('Bia', 'pt'))
  hub.receive(caption('c1', 'pt'))
  first.end()
  hub.receive(caption('c2', 'pt', 'interim'))
  hub.receive(caption('c2', 'pt'))
  let resolve = (_: Participant[]) => {}
  const slow = new Promise<Participant[]>((done) => (resolve = done))
  const second = await connect(person('Bia', 'pt'), 'c1', () => slow)
  hub.receive(caption('c3', 'pt'))
  assert.deepEqual(second.got, [])
  resolve([])
  await new Promise(setImmediate)
  // c3 is both in the log and held: pages append a final caption once, by its id.
  assert.deepEqual([...new Set(second.got)], ['people:>Bia', 'final:c2:pt', 'final:c3:pt'])
})

test('an interim caption that comes after its final one is not shown', async () => {
  const { hub, connect } = await setUp()
  const bia = await connect(person('Bia', 'pt'))
  hub.receive(caption('c1', 'pt'))
  hub.receive(caption('c1', 'pt', 'interim'))
  assert.deepEqual(bia.got.slice(1), ['final:c1:pt'])
})

test('a final caption that is published twice is pushed once', async () => {
  const { hub, connect } = await setUp()
  const bia = await connect(person('Bia', 'pt'))
  hub.receive(caption('c1', 'pt'))
  hub.receive(caption('c1', 'pt'))
  assert.deepEqual(bia.got.slice(1), ['final:c1:pt'])
  assert.deepEqual(hub.captions(person('Bia', 'pt')).length, 1)
})

test('a page that does not read is cut, and the others go on', async () => {
  const { hub, connect } = await setUp()
  const slow = await connect(person('Slow', 'pt'))
  const bia = await connect(person('Bia', 'pt'))
  slow.socket.unread = 2_000_000
  hub.receive(caption('c1', 'pt'))
  assert.equal(slow.isClosed(), true)
  assert.deepEqual(bia.got.slice(1), ['final:c1:pt'])
})

test('a page that cannot be brought up to date is closed, to ask anew', async () => {
  const { connect, failures } = await setUp()
  const bia = await connect(person('Bia', 'pt'), null, async () => { throw new Error('rooms are away') })
  assert.equal(bia.isClosed(), true)
  assert.match(String(failures[0]), /rooms are away/)
})

test('whoever becomes a host sees everyone and the room anew, and what hosts see from then on', async () => {
  const { hub, connect } = await setUp()
  const eve = person('Eve', 'en')
  const bia = await connect(person('Bia', 'pt'), null, async () => [person('Bia', 'pt'), eve])
  hub.receive({ type: 'participant-changed', participant: { ...person('Bia', 'pt'), role: 'cohost' } })
  await new Promise(setImmediate)
  assert.deepEqual(bia.got.slice(1), ['participant-changed>Bia', 'participant-changed>Bia', 'participant-changed>Bia', 'state:R:0'])
  const again = await connect({ ...person('Bia', 'pt'), role: 'cohost' })
  assert.deepEqual(again.got, ['people:Bia>Bia', 'state:R:0'])
})

test('whoever is removed reads nothing more, and does not come back; an end is one for all', async () => {
  const { hub, connect } = await setUp()
  const bia = await connect(person('Bia', 'pt'))
  const eve = await connect(person('Eve', 'pt'))
  hub.receive({ type: 'participant-removed', peerId: 'Bia' })
  hub.receive(caption('c1', 'pt'))
  assert.deepEqual([bia.isDismissed(), eve.isDismissed()], [true, false])
  assert.ok(!bia.got.some((html) => html.includes('c1')) && eve.got.includes('final:c1:pt'))
  hub.receive({ type: 'room-closed', reason: 'ended', message: 'The host has ended the meeting.' })
  assert.equal(eve.isDismissed(), true)
  assert.equal(hub.connections, 0)
})

function chat(messageId: string, reader: Language): RoomEvent {
  const message = { messageId, roomId: 'r', peerId: 'p', speakerName: 'P', language: 'en', text: 't', sentMs: 1 } as const
  return { type: 'chat', reader, message, translation: null, untranslated: null }
}

test('a chat message goes to those who read its language, once, and to whoever comes back', async () => {
  const { hub, connect } = await setUp()
  const bia = await connect(person('Bia', 'pt'))
  const eve = await connect(person('Eve', 'en'))
  for (const event of [chat('m1', 'pt'), chat('m1', 'pt'), chat('m1', 'en'), chat('m2', 'pt')]) hub.receive(event)
  assert.deepEqual(bia.got.slice(1), ['chat:m1:pt', 'chat:m2:pt'])
  assert.deepEqual(eve.got.slice(1), ['chat:m1:en'])
  const own = page()
  hub.connect(person('Bia', 'pt'), { socket: own.socket, t: messagesFor('en'), after: null, chatAfter: 'm1', present: async () => [], state })
  await new Promise(setImmediate)
  assert.deepEqual(own.got.slice(1), ['chat:m2:pt'])
  assert.deepEqual(hub.messages(person('Eve', 'en')).map(({ message, reader }) => [message.messageId, reader]), [['m1', 'en'], ['m2', 'en']])
})

test('a dub goes to those who hear cloned voices in its language, at once, after a reconnect, and when they choose to', async () => {
  const { hub, connect } = await setUp()
  const dub = { dubId: 'd', captionId: 'c1', roomId: 'r', meetingId: 'm', language: 'pt', state: 'working', cause: null, durationMs: null, quickMs: null } as const
  const hearing = (name: string, reads: Language, hears: Participant['preferences']['hears']): Participant => ({ ...person(name, reads), preferences: { speaks: null, reads, hears } })
  const bia = await connect(hearing('Bia', 'pt', 'cloned'))
  const leo = await connect(hearing('Leo', 'pt', 'translated'))
  const eve = await connect(hearing('Eve', 'en', 'cloned'))
  for (const state of ['working', 'working', 'ready', 'quick'] as const) hub.receive({ type: 'dub', dub: { ...dub, state } })
  assert.deepEqual(bia.got, ['people:Bia>Bia', 'dub>', 'dub>'], 'each state once, and nothing after the last')
  assert.deepEqual([leo.got, eve.got], [['people:Leo>Leo'], ['people:Eve>Eve']])
  const again = await connect(hearing('Bia', 'pt', 'cloned'), 'c1')
  assert.deepEqual(again.got, ['people:Bia>Bia', 'dub>Bia'])
  assert.equal(hub.dubs(hearing('Bia', 'pt', 'cloned')).get('c1')?.state, 'ready')
  hub.receive({ type: 'participant-changed', participant: hearing('Leo', 'pt', 'cloned') })
  assert.deepEqual(leo.got.filter((html) => html.startsWith('dub')), ['dub>'])
})
