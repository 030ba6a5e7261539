import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Viewer } from '../../../domain/account.ts'
import { DomainError } from '../../../domain/errors.ts'
import { openTestRooms } from '../../../functions/rooms/testing.ts'
import type { TestRooms } from '../../../functions/rooms/testing.ts'
import { FORM, openBrowser } from './testing.ts'

let under: TestRooms
before(async () => void (under = await openTestRooms()))
after(() => under.close())

const browser = () => openBrowser(under)

describe('rooms of accounts', () => {
  async function account() {
    const accountId = await under.account('Ada', 'premium')
    const viewer: Viewer = { accountId, email: 'ada@example.org', name: 'Ada', tier: 'premium', isAdmin: false, emailVerified: true, locale: null }
    return { ...openBrowser(under, viewer), accountId, viewer }
  }

  test('a new room is for people who are signed in', async () => {
    const guest = browser()
    assert.equal((await guest.ask('/rooms/new')).to, '/sign-in?next=%2Frooms%2Fnew')
    assert.match((await guest.ask('/rooms/new', { name: 'Mine' })).to!, /^\/sign-in/)
    const ada = await account()
    assert.match((await ada.ask('/rooms/new')).text, /Name of the room/)
    const room = (await ada.ask('/rooms/new', { name: 'Planning', lobby: 'on', passcode: 'sesame 9', time: '', zone: 'UTC' })).to!
    const { ownerId, name, lobby, hasPasscode, peopleMax } = await under.rooms.find(room.slice('/rooms/'.length))
    assert.deepEqual([ownerId, name, lobby, hasPasscode, peopleMax], [ada.accountId, 'Planning', true, true, 10])
    // The owner needs neither passcode nor admission.
    assert.equal((await ada.ask(`${room}/join`, { ...FORM, passcode: '' })).to, room)
  })

  test('who has a voice collected sees it in the meeting, others do not, and the meeting goes on while nobody can tell', async () => {
    const { viewer, accountId } = await account()
    const asked: string[] = []
    const collectedSoFar = async (who: string) => {
      asked.push(who)
      if (asked.length > 1) throw new DomainError('unavailable', 'The database is away')
      return 12_400
    }
    const ada = openBrowser(under, viewer, async () => viewer, { collectedSoFar })
    const room = (await ada.ask('/rooms/new', { name: 'Planning', zone: 'UTC' })).to!
    await ada.ask(`${room}/join`, FORM)
    assert.match((await ada.ask(room)).text, /<div id="collect-note"[^>]*>.*being collected from what you say here.*12 of 30 seconds/)
    const later = await ada.ask(room)
    assert.deepEqual([later.status, /<div id="collect-note"[^>]*><\/div>/.test(later.text)], [200, true])
    const guest = openBrowser(under, null, async () => null, { collectedSoFar })
    await guest.ask(`${room}/join`, { ...FORM, name: 'Bia' })
    const page = await guest.ask(room)
    assert.deepEqual([/id="captions"/.test(page.text), /collect-note/.test(page.text)], [true, false])
    assert.deepEqual(asked, [accountId, accountId])
  })

  test('a shared microphone: marked by whose it is, named by hosts, and refused with the plan that lacks it', async () => {
    const ada = await account()
    const small = (await ada.ask('/rooms/new', { name: 'Small', zone: 'UTC' })).to!
    await ada.ask(`${small}/join`, FORM)
    const shareForm = (html: string) => /<form id="shared-microphone"[^>]*action="([^"]+)"/.exec(html)![1]!
    const page = (await ada.ask(small)).text
    assert.match(page, /name="shared" disabled=""/)
    assert.match(page, /id="shared-microphone-hint"[^>]*>[^<]*plans Pro and Enterprise\. The plan of this room is Premium/)
    assert.doesNotMatch(page, /name="kept"/)
    for (const [path, form] of [[shareForm(page), {}], [`${small}/settings/keep-audio`, { kept: 'on' }]] as const) {
      const refused = await ada.htmx(path, form)
      assert.deepEqual([refused.status, /The plan of this room is Premium/.test(refused.text), refused.headers.get('parley-fragment')], [403, true, 'refusal'])
    }

    const accountId = await under.account('Pia', 'pro')
    const viewer: Viewer = { accountId, email: 'pia@example.org', name: 'Pia', tier: 'pro', isAdmin: false, emailVerified: true, locale: null }
    const named: unknown[] = []
    const speakers = { inRoom: async (input: unknown) => void named.push(input) as never, inTranscript: async () => { throw new Error('not here') } }
    const pia = openBrowser(under, viewer, async () => viewer, { speakers })
    const room = (await pia.ask('/rooms/new', { name: 'Large', zone: 'UTC' })).to!
    await pia.ask(`${room}/join`, { ...FORM, name: 'Pia' })
    const guest = openBrowser(under, null, async () => null, { speakers })
    await guest.ask(`${room}/join`, { ...FORM, name: 'Bia' })
    assert.equal((await pia.htmx(shareForm((await pia.ask(room)).text), {})).status, 200)
    assert.match((await pia.ask(room)).text, /name="shared" checked=""/)
    assert.equal((await guest.htmx(shareForm((await pia.ask(room)).text), {})).status, 403, 'a guest marks nobody else\'s')
    assert.equal((await pia.ask(`${room}/settings/keep-audio`, { kept: 'on' })).status, 303)
    assert.match((await guest.ask(room)).text, /Sound of shared microphones is kept/)
    assert.equal((await pia.htmx(`${room}/speakers/2`, { name: '  Maria ' })).status, 200)
    assert.equal((await pia.htmx(`${room}/speakers/2`, { name: 'x'.repeat(61) })).status, 400)
    assert.equal((await pia.ask(`${room}/speakers/two`, { name: 'Maria' })).status, 404)
    assert.deepEqual(named.map((input) => (({ number, name }) => [number, name])(input as { number: number; name: string })), [[2, 'Maria']])
  })

  test('what nobody can do to a person or a speaker is not found: a page for people, problem+json for programs', async () => {
    const ada = await account()
    const speakers = { inRoom: async () => assert.fail('nobody is named'), inTranscript: async () => assert.fail('not here') }
    const browsing = openBrowser(under, ada.viewer, async () => ada.viewer, { speakers })
    const room = (await browsing.ask('/rooms/new', { name: 'Planning', zone: 'UTC' })).to!
    for (const path of [`${room}/speakers/abc`, `${room}/speakers/1.5`, `${room}/people/somebody/promote`, `${room}/waiting/somebody/promote`]) {
      const page = await browsing.ask(path, { name: 'Maria' })
      assert.deepEqual([path, page.status, page.headers.get('content-type')], [path, 404, 'text/html; charset=UTF-8'])
      assert.match(page.text, /<h1/)
      const answer = await browsing.ask(path, { name: 'Maria' }, { accept: 'application/json' })
      assert.deepEqual([path, answer.status, answer.headers.get('content-type')], [path, 404, 'application/problem+json'])
      assert.equal((JSON.parse(answer.text) as { code: string }).code, 'not-found')
    }
  })

  test('a time is taken in the zone that it was typed in, and has to be still to come', async () => {
    const ada = await account()
    const made = await ada.ask('/rooms/new', { name: 'Later', time: '2026-06-01T09:00', zone: 'Asia/Ho_Chi_Minh' })
    assert.equal(made.to, '/')
    const { upcoming } = await under.rooms.list({ accountId: ada.accountId })
    assert.deepEqual(upcoming.map(({ room }) => [room.name, new Date(room.scheduledAtMs!).toISOString()]), [['Later', '2026-06-01T02:00:00.000Z']])
    const { roomId } = upcoming[0]!.room
    const early = await browser().ask(`/rooms/${roomId}/join`, FORM)
    assert.equal(early.status, 409)
    assert.match(early.text, /It begins at <time datetime="2026-06-01T02:00:00.000Z"/)
    const wrong = await ada.ask('/rooms/new', { name: '', time: '2020-01-01T09:00', zone: 'UTC', passcode: '1', lobby: 'on' })
    assert.equal(wrong.status, 422)
    for (const words of [/name of at most 80/, /still to come/, /4 to 64 characters/]) assert.match(wrong.text, words)
    assert.match(wrong.text, /value="2020-01-01T09:00"/)
    assert.match(wrong.text, /name="lobby" checked/)
  })

  test('an owner changes a room without being in it; others do not', async () => {
    const ada = await account()
    const room = (await ada.ask('/rooms/new', { name: 'Planning', zone: 'UTC' })).to!
    assert.match((await ada.ask(`${room}/settings`)).text, /Settings of Planning/)
    assert.equal((await ada.ask(`${room}/settings/rename`, { name: 'Review' })).to, `${room}/settings`)
    assert.equal((await ada.ask(`${room}/settings/schedule`, { time: '2026-06-01T09:00', zone: 'UTC' })).to, `${room}/settings`)
    assert.equal((await ada.ask(`${room}/settings/schedule`, { time: 'soon', zone: 'UTC' })).status, 422)
    const { name, scheduledAtMs } = await under.rooms.find(room.slice('/rooms/'.length))
    assert.deepEqual([name, scheduledAtMs], ['Review', Date.UTC(2026, 5, 1, 9)])
    const eve = await account()
    assert.equal((await eve.ask(`${room}/settings`)).status, 403)
    assert.equal((await eve.ask(`${room}/settings/rename`, { name: 'Eve' })).status, 403)
    assert.equal((await ada.ask(`${room}/settings/end`, {})).to, '/')
    assert.equal((await ada.ask(`${room}/settings`)).status, 410)
  })

  test('an outage is called one: nobody is taken for a guest, and no form for wrong', async () => {
    const { viewer, accountId } = await account()
    const { roomId } = await under.rooms.create({ ownerId: accountId })
    const fail = async () => Promise.reject(new DomainError('unavailable', 'Cannot reach the database'))
    const ada = openBrowser({ ...under, rooms: { ...under.rooms, rename: fail } }, viewer)
    assert.equal((await ada.ask(`/rooms/${roomId}/settings`)).status, 200)
    assert.equal((await ada.ask(`/rooms/${roomId}/settings/rename`, { name: 'Weekly' })).status, 503)
    assert.equal((await ada.htmx(`/rooms/${roomId}/settings/rename`, { name: 'Weekly' })).status, 503)
    assert.equal((await openBrowser(under, viewer, fail).ask(`/rooms/${roomId}/settings`)).status, 503)
  })
})
