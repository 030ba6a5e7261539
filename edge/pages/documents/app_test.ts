import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { eq } from 'drizzle-orm'
import { SCOPES } from '../../../domain/api_key.ts'
import { DOCUMENT_MAX_BYTES, ROOM_DOCUMENTS_MAX } from '../../../domain/document.ts'
import { changeTier } from '../../../functions/accounts/change_tier.ts'
import { beginDocument, recordFailure, recordRefusal } from '../../../functions/documents/record_work.ts'
import { documents, roomDocuments, teamMembers, teams } from '../../../infra/db/schema/mod.ts'
import { openTestRooms } from '../../../functions/rooms/testing.ts'
import { openAdministeredEdge } from '../../administration_testing.ts'
import { FORM, openBrowser } from '../rooms/testing.ts'

let edge: Awaited<ReturnType<typeof openAdministeredEdge>>
let meetings: Awaited<ReturnType<typeof openTestRooms>>
before(async () => {
  edge = await openAdministeredEdge()
  meetings = await openTestRooms({ db: edge.db })
})
after(async () => {
  await meetings.close()
  await edge.close()
})

type Person = Awaited<ReturnType<typeof edge.signedUp>>
const own = () => edge.ownDocuments
const pageOf = async ({ browser }: Person, path: string, headers?: Record<string, string>) => (await browser.get(path, headers)).text()

function file(name: string, content: string | Uint8Array<ArrayBuffer> = 'The Kestrel relay is here.', room?: string): FormData {
  const form = new FormData()
  if (room !== undefined) form.set('room', room)
  form.set('document', new File([content], name))
  return form
}

async function upload(person: Person, name = 'Handbook.pdf', room?: string): Promise<string> {
  const all = async () => (await own().documents.list(person.accountId)).map(({ documentId }) => documentId)
  const before = await all()
  assert.equal((await person.browser.post('/account/documents', file(name, undefined, room))).status, 303)
  return (await all()).find((documentId) => !before.includes(documentId))!
}

test('a document is added, looked after, refused, tried again and deleted, without a script', async () => {
  const person = await edge.signedUp({ tier: 'pro' })
  assert.match(await pageOf(person, '/account'), /href="\/account\/documents"/)
  assert.match(await pageOf(person, '/account/documents'), /There are no documents yet/)
  const documentId = await upload(person, 'a <b> & c.pdf')
  const page = await pageOf(person, '/account/documents?done=added')
  assert.match(page, /The document was added.*a &lt;b&gt; &amp; c\.pdf.*Waiting.*50 %.*Cancel/s)
  assert.match(page, /hx-get="\/account\/documents\/list"/, 'the list looks again by itself')
  assert.match(await pageOf(person, (await person.browser.post(`/account/documents/${documentId}/cancel`, {})).headers.get('location')!), /was cancelled.*Cancelled.*Try again/s)
  const again = await person.browser.post(`/account/documents/${documentId}/cancel`, {})
  assert.deepEqual([again.status, /not there any more, or is past that/.test(await again.text())], [422, true])
  assert.equal((await person.browser.post(`/account/documents/${documentId}/retry`, {})).headers.get('location'), '/account/documents?done=retried')
  await beginDocument(own().deps, { accountId: person.accountId, documentId })
  await recordFailure(own().deps, { accountId: person.accountId, documentId, cause: 'model-unavailable' })
  assert.match(await pageOf(person, '/account/documents'), /could not be made searchable.*A model is not available/s)
  await person.browser.post(`/account/documents/${documentId}/retry`, {})
  await recordRefusal(own().deps, { accountId: person.accountId, documentId, refusal: 'encrypted' })
  const refused = await pageOf(person, '/account/documents/list')
  assert.match(refused, /^<div id="documents".*Not usable.*protected with a password/s)
  assert.ok(!refused.includes('hx-get') && !refused.includes('Try again'))
  assert.deepEqual(await own().files(person.accountId), [], 'the file of what cannot be read is gone')
  assert.match(await pageOf(person, (await person.browser.post(`/account/documents/${documentId}/delete`, {})).headers.get('location')!), /was deleted.*no documents yet/s)
})

test('names of files are never paths, and show what they are', async () => {
  const person = await edge.signedUp({ tier: 'pro' })
  for (const [name, shown] of [['../../etc/passwd', 'passwd'], ['C:\\temp\\x.pdf', 'x.pdf'], ['invoice\u202efdp.exe', 'invoicefdp.exe'], ['\u0000\u200b.txt', '.txt'], [`${'n'.repeat(500)}.pdf`, 'n'.repeat(200)]] as const) {
    const documentId = await upload(person, name)
    assert.equal((await own().documents.read({ accountId: person.accountId, documentId })).name, shown)
  }
  assert.ok((await own().files(person.accountId)).every((key) => /^[0-9a-f-]{36}\/upload$/.test(key)))
})

test('what is no file is said at the field, what is too large is not kept', async () => {
  const person = await edge.signedUp({ tier: 'pro' })
  const said = async (form: FormData | Record<string, string>) => {
    const answer = await person.browser.post('/account/documents', form)
    return [answer.status, /role="alert">([^<]+)</.exec(await answer.text())?.[1]]
  }
  assert.deepEqual(await said({}), [422, 'Choose a file.'])
  assert.deepEqual(await said(file('empty.pdf', '')), [422, 'The file is empty. Choose another one.'])
  assert.deepEqual(await said(file('..', 'x')), [422, 'The file is empty. Choose another one.'])
  assert.deepEqual(await said(file('large.pdf', new Uint8Array(DOCUMENT_MAX_BYTES + 1))), [422, 'The file is larger than 10 MB.'])
  assert.equal((await person.browser.post('/account/documents', file('huge.pdf', new Uint8Array(DOCUMENT_MAX_BYTES + 200_000)))).status, 413)
  assert.deepEqual([await own().files(person.accountId), await own().documents.list(person.accountId)], [[], []])
})

test('plans without documents are told which have them, by page and API, and can still delete', async () => {
  for (const tier of ['free', 'premium'] as const) {
    const person = await edge.signedUp({ tier })
    assert.match(await pageOf(person, '/account/documents'), /part of the plans Pro and Enterprise/)
    assert.equal((await person.browser.post('/account/documents', file('a.txt'))).status, 403)
    const { roomId } = await edge.rooms.create({ ownerId: person.accountId })
    assert.equal((await person.browser.get(`/rooms/${roomId}/documents`)).status, 403)
  }
  const was = await edge.signedUp({ tier: 'pro' })
  const { key } = await edge.keys.create({ accountId: was.accountId, name: 'Program', scopes: SCOPES })
  const documentId = await upload(was)
  await changeTier({ db: edge.db, now: Date.now, log: own().log }, { account: { accountId: was.accountId }, tier: 'premium' }, { by: 'command' })
  const answer = await edge.app.request('http://parley.test/api/v1/documents?name=a.txt', { method: 'POST', body: 'x', headers: { host: 'parley.test', authorization: `Bearer ${key}`, 'content-type': 'application/octet-stream' } })
  assert.deepEqual([answer.status, answer.headers.get('content-type')], [403, 'application/problem+json'])
  assert.match(await pageOf(was, '/account/documents'), /Handbook\.pdf.*Delete/s)
  assert.equal((await was.browser.post(`/account/documents/${documentId}/delete`, {})).status, 303)
})

test('a full room takes no other document, and one that it has already as often as somebody likes', async () => {
  const person = await edge.signedUp({ tier: 'pro' })
  const { accountId } = person
  const { roomId } = await edge.rooms.create({ ownerId: accountId })
  const at = new Date()
  const all = Array.from({ length: ROOM_DOCUMENTS_MAX + 1 }, () => crypto.randomUUID())
  await edge.db.insert(documents).values(all.map((documentId) => ({ documentId, accountId, name: 'a.txt', state: 'ready' as const, createdAt: at, changedAt: at })))
  await edge.db.insert(roomDocuments).values(all.slice(1).map((documentId) => ({ roomId, documentId, attachedAt: at })))
  const attach = (documentId: string) => person.browser.post(`/rooms/${roomId}/documents/${documentId}/attach`, {})
  assert.equal((await attach(all[1]!)).headers.get('location'), `/rooms/${roomId}/documents?done=attached`)
  const refused = await attach(all[0]!)
  assert.deepEqual([refused.status, /There is no place left/.test(await refused.text())], [422, true])
  assert.equal((await own().documents.listOfRoom({ accountId, roomId })).length, ROOM_DOCUMENTS_MAX)
})

test('a room\'s owner and its team manage its documents, others do not learn of them; whoever is in the room searches them', async () => {
  const [owner, member, stranger] = [await edge.signedUp({ tier: 'pro' }), await edge.signedUp({ tier: 'free' }), await edge.signedUp({ tier: 'pro' })]
  const teamId = crypto.randomUUID()
  await edge.db.insert(teams).values({ teamId, name: 'Team', createdAt: new Date() })
  for (const { accountId } of [owner, member]) await edge.db.insert(teamMembers).values({ teamId, accountId, role: 'member', joinedAt: new Date() })
  const { roomId } = await edge.rooms.create({ ownerId: owner.accountId, teamId, name: 'Weekly' })
  const theirs = await upload(member, 'Minutes.txt', roomId)
  const mine = await upload(owner, 'Handbook.pdf')
  const page = await pageOf(owner, `/rooms/${roomId}/documents`)
  assert.match(page, /Documents of Weekly.*Minutes\.txt.*Search here no longer.*Your other documents.*Handbook\.pdf/s)
  assert.ok(!page.includes(`/account/documents/${theirs}/delete`), 'somebody else\'s is not deleted here')
  assert.equal((await owner.browser.post(`/rooms/${roomId}/documents/${mine}/attach`, {})).headers.get('location'), `/rooms/${roomId}/documents?done=attached`)
  assert.equal((await owner.browser.post(`/rooms/${roomId}/documents/${theirs}/detach`, {})).headers.get('location'), `/rooms/${roomId}/documents?done=detached`)
  assert.equal((await owner.browser.post(`/account/documents/${theirs}/delete`, {})).status, 422)
  for (const path of [`/rooms/${roomId}/documents`, `/account/documents/list?room=${roomId}`]) assert.equal((await stranger.browser.get(path)).status, 404)
  assert.equal((await stranger.browser.post(`/rooms/${roomId}/documents/${mine}/detach`, {})).status, 404)
  assert.equal((await stranger.browser.post('/account/documents', file('x.txt', 'x', roomId))).status, 404)
  assert.match(await pageOf(owner, `/rooms/${roomId}/settings`), new RegExp(`href="/rooms/${roomId}/documents"`))

  const guest = openBrowser(meetings, null, undefined, { documents: own().documents })
  assert.equal((await guest.ask(`/rooms/${roomId}/documents/search?q=Kestrel`)).status, 401)
  await edge.db.delete(documents).where(eq(documents.documentId, mine))
  await own().store({ accountId: owner.accountId, roomId }, ['Holidays are asked for in writing, two weeks before they begin.', 'The Kestrel relay <forwards> every message in nine milliseconds.'])
  await guest.ask(`/rooms/${roomId}/join`, FORM)
  const { text: room } = await guest.ask(`/rooms/${roomId}`)
  assert.match(room, new RegExp(`hx-get="/rooms/${roomId}/documents/search"`))
  const search = async (q: string, headers?: Record<string, string>) => (await guest.ask(`/rooms/${roomId}/documents/search?q=${q}`, undefined, headers)).text
  assert.match(await search('how+quick+is+Kestrel', { 'hx-request': 'true' }), /^<div id="passages".*passages.*Kestrel relay &lt;forwards&gt;.*Handbook\.pdf.*page 2/s)
  assert.match(await search('Kestrel'), /<html.*Kestrel relay/s)
  assert.match(await search('', { 'hx-request': 'true' }), /Nothing in the documents answers that/)
})

test('a program adds, shares, searches and deletes documents with the scopes for it', async () => {
  const { accountId } = await edge.signedUp({ tier: 'pro' })
  const { key } = await edge.keys.create({ accountId, name: 'Program', scopes: SCOPES })
  const ask = (path: string, init: RequestInit = {}, bearer = key) =>
    edge.app.request(`http://parley.test/api/v1${path}`, { ...init, headers: { host: 'parley.test', authorization: `Bearer ${bearer}`, ...(init.body === undefined ? {} : { 'content-type': 'application/octet-stream' }) } })
  const { roomId } = await edge.rooms.create({ ownerId: accountId })
  const added = await ask('/documents?name=notes.md', { method: 'POST', body: '# Notes' })
  assert.equal(added.status, 202)
  const { documentId } = await added.json()
  const listed = await (await ask('/documents')).json()
  assert.deepEqual(listed.items.map((one: { documentId: string; name: string; state: string; bytes: number; progress: number }) => [one.documentId, one.name, one.state, one.bytes, one.progress]), [[documentId, 'notes.md', 'queued', 7, 0.5]])
  assert.deepEqual(await (await ask(`/rooms/${roomId}/documents/${documentId}`, { method: 'PUT' })).json(), { attached: true })
  assert.equal((await (await ask(`/rooms/${roomId}/documents`)).json()).items[0].documentId, documentId)
  assert.equal((await (await ask(`/documents/${documentId}/cancel`, { method: 'POST' })).json()).state, 'cancelled')
  assert.equal((await ask(`/documents/${documentId}/retry`, { method: 'POST' })).status, 202)
  assert.deepEqual(await (await ask(`/rooms/${roomId}/documents/${documentId}`, { method: 'DELETE' })).json(), { attached: false })
  await own().store({ accountId, roomId }, ['The Kestrel relay forwards every message in nine milliseconds.'])
  const { items } = await (await ask(`/rooms/${roomId}/documents/search?q=Kestrel&limit=3`)).json()
  assert.deepEqual([items.length, items[0].page, items[0].documentName], [1, 1, 'Handbook.pdf'])
  assert.equal((await ask(`/rooms/${roomId}/documents/search?q=`)).status, 422)
  assert.deepEqual(await (await ask(`/documents/${documentId}`, { method: 'DELETE' })).json(), { deleted: true })
  assert.equal((await ask(`/documents/${documentId}`)).status, 404)
  assert.equal((await ask('/documents/no-such-id')).status, 404)
  const { key: reader } = await edge.keys.create({ accountId, name: 'Reader', scopes: ['documents:read'] })
  assert.equal((await ask('/documents?name=a.txt', { method: 'POST', body: 'x' }, reader)).status, 403)
  const stranger = await edge.signedUp({ tier: 'pro' })
  const { key: other } = await edge.keys.create({ accountId: stranger.accountId, name: 'Other', scopes: SCOPES })
  assert.equal((await ask(`/rooms/${roomId}/documents/search?q=Kestrel`, {}, other)).status, 404)
})
