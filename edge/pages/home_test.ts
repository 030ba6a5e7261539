import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DomainError } from '../../domain/errors.ts'
import type { Rooms } from '../../functions/rooms/rooms.ts'
import { createRooms } from '../../functions/rooms/create_rooms.ts'
import { createMemoryPresence } from '../../functions/rooms/presence/memory.ts'
import { createMeetingOf } from '../../functions/transcripts/meeting_of.ts'
import { createMemoryBus } from '../../infra/bus/memory.ts'
import { createScriptedTranslator } from '../../models/translation/scripted.ts'
import { openTestEdge } from './account/testing.ts'
import type { TestPorts } from './account/testing.ts'

const PASSWORD = 'difference engine'

function openEdge(change: (rooms: Rooms) => Pick<Rooms, 'list'> = (rooms) => rooms) {
  let own: Rooms | null = null
  const parts = ({ db, clock, log }: TestPorts) => {
    own = createRooms({ db, presence: createMemoryPresence({ clock }), bus: createMemoryBus({ log }), log, now: clock.now })
    const history = { db, blob: { deletePrefix: async () => 0 }, translator: createScriptedTranslator(), now: clock.now, log }
    return { rooms: { ...own, ...change(own) }, history }
  }
  return openTestEdge({ parts }).then((under) => ({ ...under, rooms: own! }))
}

async function signedIn(under: Awaited<ReturnType<typeof openEdge>>, email: string) {
  const browser = under.browser()
  await browser.post('/register', { name: 'Ada', email, password: PASSWORD, passwordAgain: PASSWORD })
  const path = under.mailedPath()
  await browser.post(path, { password: PASSWORD })
  await browser.post('/sign-in', { email, password: PASSWORD })
  const account = await under.db.query.accounts.findFirst({ where: (table, { eq }) => eq(table.email, email) })
  return { browser, accountId: account!.accountId }
}

test('the start page has a way in for guests, and for who is signed in their rooms, what is to come, and transcripts', async () => {
  const under = await openEdge()
  try {
    const guest = await (await under.browser().get('/')).text()
    assert.match(guest, /href="\/sign-in">Sign in<.*href="\/register">Create account</s)
    const { browser, accountId } = await signedIn(under, 'ada@example.org')
    const empty = await (await browser.get('/')).text()
    assert.match(empty, /Signed in as <bdi>Ada<\/bdi>/)
    assert.match(empty, /Nothing is planned.*No rooms yet.*No transcripts yet/s)
    assert.match(empty, /name="name"[^>]*value="Ada"/)

    await under.rooms.create({ ownerId: accountId, name: 'Lab <1>' })
    const planned = await under.rooms.create({ ownerId: accountId, name: 'Demo', scheduledAtMs: under.clock.now() + 86_400_000 })
    const stranger = await under.rooms.create({ name: 'Not hers' })
    await createMeetingOf({ db: under.db })(planned.roomId, under.clock.now())
    const full = await (await browser.get('/')).text()
    assert.match(full, /Upcoming.*Demo.*My rooms.*Lab &lt;1&gt;.*Recent transcripts.*Demo/s)
    assert.ok(!full.includes(stranger.roomId))
    const wrong = await browser.post('/rooms', { name: ' ', speaks: 'en', reads: 'en', hears: 'original' })
    assert.equal(wrong.status, 422)
    assert.match(await wrong.text(), /Enter your name.*My rooms/s)
  } finally {
    await under.close()
  }
})

test('while the database is away the start page still starts meetings', async () => {
  const under = await openEdge(() => ({ list: async () => { throw new DomainError('unavailable', 'Cannot reach the database') } }))
  try {
    const { browser } = await signedIn(under, 'bea@example.org')
    const page = await browser.get('/')
    assert.equal(page.status, 200)
    assert.match(await page.text(), /Start a meeting.*This cannot be shown just now/s)
  } finally {
    await under.close()
  }
})

test('a chosen language is kept with the account, and follows it to another browser', async () => {
  const under = await openEdge()
  try {
    const { browser } = await signedIn(under, 'caio@example.org')
    assert.equal((await browser.post('/locale', { locale: 'pt', next: '/' })).status, 303)
    assert.match(await (await browser.get('/')).text(), /<html lang="pt-BR".*Minhas salas/s)
    const other = under.browser()
    await other.post('/sign-in', { email: 'caio@example.org', password: PASSWORD })
    assert.match(await (await other.get('/', { 'accept-language': 'vi' })).text(), /<html lang="pt-BR"/)
  } finally {
    await under.close()
  }
})
