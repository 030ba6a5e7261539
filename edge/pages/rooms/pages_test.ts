import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { Hono } from 'hono'
import { onProblem } from '../../../functions/problem.ts'
import { openTestRooms } from '../../../functions/rooms/testing.ts'
import type { TestRooms } from '../../../functions/rooms/testing.ts'
import { silentLog } from '../../../infra/log.ts'
import { createMemoryRateLimit } from '../../../infra/rate_limit/memory.ts'
import { messagesFor } from '../../../views/mod.ts'
import { guestsOnly } from '../../gateway/account_session.ts'
import { createLimits } from '../../gateway/limit_requests.ts'
import { createSession } from '../../gateway/session.ts'
import { createHubs } from '../../hub/hubs.ts'
import { hubRender } from '../../hub/render.tsx'
import { createRoomPagesApp } from './app.tsx'
import { FORM, openBrowser, openHost, SECRET, targets } from './testing.ts'

let under: TestRooms
before(async () => void (under = await openTestRooms()))
after(() => under.close())

const browser = () => openBrowser(under)
const host = () => openHost(under)

describe('the lobby, with forms alone', () => {
  test('a guest waits, the host admits, the guest is in', async () => {
    const ada = await host()
    assert.equal((await ada.set('lobby', { lobby: 'on' })).to, ada.room)
    const bia = browser()
    assert.match((await bia.ask(ada.room)).text, /A host lets people into this room/)
    assert.equal((await bia.ask(`${ada.room}/join`, { ...FORM, name: 'Bia <b>' })).to, `${ada.room}/waiting`)
    const waiting = await bia.ask(`${ada.room}/waiting`)
    assert.match(waiting.text, /Waiting to be let in/)
    assert.match(waiting.text, /<noscript><meta http-equiv="refresh" content="5"/)
    assert.equal((await bia.ask(ada.room)).to, `${ada.room}/waiting`)
    assert.equal((await bia.htmx(`${ada.room}/waiting`)).status, 204)
    const [admit] = targets((await ada.ask(ada.room)).text, 'admit')
    assert.match((await ada.ask(ada.room)).text, /aria-label="Admit Bia &lt;b&gt;"/)
    assert.equal((await ada.ask(admit!, {})).to, ada.room)
    assert.equal((await bia.htmx(`${ada.room}/waiting`)).headers.get('hx-redirect'), ada.room)
    assert.equal((await bia.ask(`${ada.room}/waiting`)).to, ada.room)
    assert.match((await bia.ask(ada.room)).text, /role="log"/)
  })

  test('a guest is turned away, is told so, and may leave', async () => {
    const ada = await host()
    await ada.set('lobby', { lobby: 'on' })
    const bia = browser()
    await bia.ask(`${ada.room}/join`, { ...FORM, name: 'Bia' })
    const [deny] = targets((await ada.ask(ada.room)).text, 'deny')
    assert.equal((await bia.ask(deny!, {})).status, 403)
    await ada.ask(deny!, {})
    for (const page of [await bia.ask(`${ada.room}/waiting`), await bia.htmx(`${ada.room}/waiting`)]) assert.match(page.text, /You were not let in/)
    assert.equal((await bia.ask(`${ada.room}/leave`, {})).to, '/')
    assert.match((await bia.ask(ada.room)).text, />Join<\/button>/)
  })

  test('whoever stops waiting is not shown to the host any more; strangers have nothing to wait for', async () => {
    const ada = await host()
    await ada.set('lobby', { lobby: 'on' })
    const bia = browser()
    await bia.ask(`${ada.room}/join`, { ...FORM, name: 'Bia' })
    assert.equal((await under.rooms.waiting(ada.roomId)).length, 1)
    await bia.ask(`${ada.room}/leave`, {})
    assert.deepEqual(await under.rooms.waiting(ada.roomId), [])
    assert.equal((await browser().ask(`${ada.room}/waiting`)).to, ada.room)
  })
})

describe('refusals, each in its own words', () => {
  test('a passcode is asked for, and a wrong one is said beside the field', async () => {
    const ada = await host()
    await ada.set('passcode', { passcode: 'sesame 9' })
    const bia = browser()
    const page = await bia.ask(ada.room)
    assert.match(page.text, /<label for="field-passcode">Passcode<\/label>/)
    assert.doesNotMatch(page.text, /sesame/)
    for (const [passcode, words] of [['', /Enter the passcode/], ['sesame 8', /This passcode is wrong/]] as const) {
      const refused = await bia.ask(`${ada.room}/join`, { ...FORM, name: 'Bia', passcode })
      assert.equal(refused.status, 422)
      assert.match(refused.text, words)
      assert.match(refused.text, /value="Bia"/)
    }
    assert.equal((await bia.ask(`${ada.room}/join`, { ...FORM, passcode: 'sesame 9' })).to, ada.room)
    await ada.set('no-passcode')
    assert.doesNotMatch((await browser().ask(ada.room)).text, /field-passcode/)
  })

  test('cloned voices are shown with what they take, and refused beside the field and over the meeting', async () => {
    const ada = await host()
    const bia = browser()
    assert.match((await bia.ask(ada.room)).text, /<option value="cloned" disabled="">Cloned voice \(in rooms of a premium plan\)/)
    const refused = await bia.ask(`${ada.room}/join`, { ...FORM, name: 'Bia', hears: 'cloned' })
    assert.equal(refused.status, 422)
    assert.match(refused.text, /id="field-hears-error">Cloned voices need a room of a premium plan/)
    assert.equal((await bia.ask(`${ada.room}/join`, { ...FORM, name: 'Bia', hears: 'translated' })).to, ada.room)
    assert.match((await bia.ask(ada.room)).text, /<option value="translated" selected="">/)
    const changed = await bia.htmx(`${ada.room}/preferences`, { hears: 'cloned' })
    assert.deepEqual([changed.status, /Cloned voices need/.test(changed.text), changed.headers.get('parley-fragment')], [403, true, 'refusal'])
    assert.equal((await bia.htmx(`${ada.room}/preferences`, { hears: 'nothing' })).status, 400)
    assert.equal((await bia.htmx(`${ada.room}/preferences`, { hears: 'original' })).status, 200)
    assert.match((await browser().ask('/')).text, /<option value="original" selected="">/)
    assert.match((await bia.ask('/')).text, /<option value="original" selected="">/)
  })

  test('a passcode cannot be guessed for long from one place', async () => {
    const ada = await host()
    await ada.set('passcode', { passcode: 'sesame 9' })
    const { rooms, bus, clock } = under
    const limits = createLimits({ rateLimit: createMemoryRateLimit({ clock }), clientAddress: () => '192.0.2.1', viewer: async () => null })
    const app = new Hono().onError(onProblem(silentLog)).route('/', createRoomPagesApp({
      rooms, limits, accounts: guestsOnly, session: createSession({ secret: SECRET, secure: false, rooms }), secure: false, reading: async () => ({ en: { state: 'here' } }),
      hubs: createHubs({ bus, clock, log: silentLog, render: hubRender }), assetUrl: (name) => name, messages: async () => messagesFor('en'),
    }))
    const guess = (passcode: string) => app.request(`${ada.room}/join`, { method: 'POST', body: new URLSearchParams({ ...FORM, passcode }) })
    for (let i = 0; i < 30; i++) assert.equal((await guess(`guess ${i}`)).status, 422)
    const refused = await guess('sesame 9')
    assert.deepEqual([refused.status, refused.headers.has('retry-after')], [429, true])
    clock.advance(31 * 60_000)
    assert.equal((await guess('sesame 9')).status, 303)
  })

  test('locked, over, removed and full', async () => {
    const ada = await host()
    const bia = browser()
    await bia.ask(`${ada.room}/join`, { ...FORM, name: 'Bia' })
    const late = browser()
    await ada.set('lock', { locked: 'on' })
    assert.match((await late.ask(ada.room)).text, /A host has locked this room/)
    const locked = await late.ask(`${ada.room}/join`, FORM)
    assert.deepEqual([locked.status, /The room is locked/.test(locked.text)], [409, true])
    await ada.set('lock')
    for (const { peerId } of await under.presence.list(ada.roomId)) await under.rooms.setPresence({ roomId: ada.roomId, peerId, present: true })
    const [remove] = targets((await ada.ask(ada.room)).text, 'remove')
    await ada.ask(remove!, {})
    assert.match((await bia.ask(ada.room)).text, />Join<\/button>/)
    const removed = await bia.ask(`${ada.room}/join`, { ...FORM, name: 'Someone else' })
    assert.deepEqual([removed.status, /You were removed from this meeting/.test(removed.text)], [403, true])
    for (let i = 1; i < 6; i++) await browser().ask(`${ada.room}/join`, FORM)
    const full = await late.ask(`${ada.room}/join`, FORM)
    assert.deepEqual([full.status, /6 of 6 people are in the meeting/.test(full.text)], [409, true])
    await ada.set('end')
    for (const page of [await late.ask(ada.room), await late.ask(`${ada.room}/join`, FORM)]) {
      assert.equal(page.status, 410)
      assert.match(page.text, /The meeting is over/)
    }
  })
})

test('whoever comes back too late finds the room full, and in again when there is a place', async () => {
  const ada = await host()
  under.clock.advance(60_000)
  for (let i = 0; i < 6; i++) await under.enter(ada.roomId, `P${i}`)
  const full = await ada.ask(ada.room)
  assert.deepEqual([full.status, /This meeting is full/.test(full.text)], [409, true])
  const [one] = await under.rooms.participants(ada.roomId)
  await under.rooms.leave(one!)
  assert.match((await ada.ask(ada.room)).text, /role="log"/)
})

describe('what hosts decide, by form', () => {
  test('guests see no controls and may use none; with htmx the refusal comes as a fragment', async () => {
    const ada = await host()
    const bia = browser()
    await bia.ask(`${ada.room}/join`, { ...FORM, name: 'Bia' })
    const page = await bia.ask(ada.room)
    assert.doesNotMatch(page.text, /Mute Ada|Lock the room|data-action="meeting"/)
    const { peerId } = (await under.presence.list(ada.roomId)).find(({ name }) => name === 'Ada')!
    for (const action of ['mute', 'stop-share', 'remove', 'co-host', 'guest', 'hand-over']) {
      assert.equal((await bia.ask(`${ada.room}/people/${peerId}/${action}`, {})).status, 403, action)
      assert.equal((await browser().ask(`${ada.room}/people/${peerId}/${action}`, {})).status, 403, action)
    }
    for (const [setting, form] of [['lock', {}], ['lobby', {}], ['passcode', { passcode: 'mine now' }], ['no-passcode', {}], ['end', {}], ['schedule', { time: '' }]] as const) {
      assert.equal((await bia.ask(`${ada.room}/settings/${setting}`, form)).status, 403, setting)
    }
    const refused = await bia.htmx(`${ada.room}/settings/lock`, { locked: 'on' })
    assert.deepEqual([refused.status, refused.headers.get('parley-fragment')], [403, 'refusal'])
    assert.match(refused.text, /^<div id="refusal"[^>]*hx-swap-oob="true".*Not allowed/)
    assert.equal((await ada.ask(`${ada.room}/people/${peerId}/promote`, {})).status, 404)
    assert.equal((await ada.ask(`${ada.room}/settings/colour`, {})).status, 404)
    assert.equal((await bia.ask(`${ada.room}/settings`)).status, 403)
  })

  test('the host mutes, makes a co-host and hands over; htmx gets no page', async () => {
    const ada = await host()
    const bia = browser()
    await bia.ask(`${ada.room}/join`, { ...FORM, name: 'Bia' })
    for (const { peerId } of await under.presence.list(ada.roomId)) await under.rooms.setPresence({ roomId: ada.roomId, peerId, present: true })
    const events = await under.watch(ada.roomId)
    const page = (await ada.ask(ada.room)).text
    for (const name of ['Mute Bia', 'Stop Bia&#39;s share', 'Remove Bia', 'Make Bia co-host', 'Hand over to Bia']) assert.ok(page.includes(`aria-label="${name}"`), name)
    const muted = await ada.htmx(targets(page, 'mute')[0]!, {})
    assert.equal(muted.status, 200)
    assert.doesNotMatch(muted.text, /<html|role="log"/)
    await ada.ask(targets(page, 'co-host')[0]!, {})
    assert.match((await bia.ask(ada.room)).text, /data-action="meeting"/)
    await ada.ask(targets(page, 'hand-over')[0]!, {})
    assert.match((await bia.ask(ada.room)).text, /End for everyone/)
    assert.doesNotMatch((await ada.ask(ada.room)).text, /End for everyone/)
    assert.equal(events[0]?.type, 'participant-muted')
  })

  test('names and passcodes that are none come back with words, with and without a script', async () => {
    const ada = await host()
    for (const [setting, form, words] of [['rename', { name: ' ' }, /at most 80 characters/], ['passcode', { passcode: '1' }, /4 to 64 characters/]] as const) {
      const page = await ada.set(setting, form)
      assert.equal(page.status, 422)
      assert.match(page.text, words)
      assert.match((await ada.htmx(`${ada.room}/settings/${setting}`, form)).text, words)
    }
    await ada.set('rename', { name: 'Weekly <i>sync</i>' })
    const page = (await ada.ask(ada.room)).text
    assert.ok(page.includes('Weekly &lt;i&gt;sync&lt;/i&gt;') && !page.includes('<i>sync'))
  })

  test('another site cannot decide in a host’s name', async () => {
    const ada = await host()
    const answer = await ada.ask(`${ada.room}/settings/end`, {}, { origin: 'https://elsewhere.example' })
    assert.equal(answer.status, 403)
    assert.equal((await under.rooms.find(ada.roomId)).closedAtMs, null)
  })
})
