import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { eq } from 'drizzle-orm'
import { SCOPES } from '../../domain/api_key.ts'
import type { Scope } from '../../domain/api_key.ts'
import { recordTurns } from '../../functions/diarization/record_turns.ts'
import { addLines, addMeeting, sampleLine } from '../../functions/transcripts/testing.ts'
import { accounts, teamMembers, teams } from '../../infra/db/schema/mod.ts'
import { openAdministeredEdge } from '../administration_testing.ts'

const HOUR_MS = 3_600_000

let edge: Awaited<ReturnType<typeof openAdministeredEdge>>
before(async () => {
  edge = await openAdministeredEdge()
})
after(() => edge.close())

interface Ask {
  readonly method?: string
  readonly body?: unknown
  readonly headers?: Record<string, string>
}

/** A program with a key of an account of its own. */
async function program({ scopes = SCOPES, tier = 'pro' as const }: { scopes?: readonly Scope[]; tier?: 'pro' | 'enterprise' } = {}) {
  const { accountId, browser } = await edge.signedUp({ tier })
  const { key, apiKey } = await edge.keys.create({ accountId, name: 'Program', scopes })
  const ask = async (path: string, { method = 'GET', body, headers = {} }: Ask = {}) => edge.app.request(`http://parley.test/api/v1${path}`, {
    method, headers: { host: 'parley.test', authorization: `Bearer ${key}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  // deno-lint-ignore no-explicit-any
  const read = async (path: string, options?: Ask): Promise<any> => {
    const answer = await ask(path, options)
    assert.ok(answer.ok, `${answer.status} ${await answer.clone().text()}`)
    return await answer.json()
  }
  return { accountId, browser, key, keyId: apiKey.keyId, ask, read }
}

async function refused(answer: Response, status: number, detail = /./) {
  assert.equal(answer.status, status)
  assert.equal(answer.headers.get('content-type'), 'application/problem+json')
  const problem = await answer.json()
  assert.equal(problem.status, status)
  assert.match(problem.detail, detail)
  return problem
}

test('who has a key is told whose it is', async () => {
  const { accountId, keyId, read } = await program({ scopes: ['rooms:read'] })
  const me = await read('/me')
  assert.deepEqual([me.accountId, me.tier, me.requestsPerHour, me.key], [accountId, 'pro', 2_000, { keyId, scopes: ['rooms:read'] }])
})

test('without a key in use nothing opens, and cookies are no key', async () => {
  const { key, keyId, accountId, browser, ask } = await program()
  for (const authorization of ['', 'Bearer', 'Bearer x', `Basic ${key}`, key, `Bearer ${key.slice(0, -1)}`, `Bearer ${key}, Bearer ${key}`]) {
    const answer = await ask('/me', { headers: { authorization } })
    assert.match(answer.headers.get('www-authenticate')!, /^Bearer realm="parley"/)
    await refused(answer, 401)
  }
  assert.equal((await browser.get('/api/v1/me', { accept: 'application/json' })).status, 401)
  await edge.keys.revoke({ accountId, keyId })
  await refused(await ask('/me'), 401)
  assert.ok(!edge.logLines.join().includes(key.slice(20)))
})

test('a key does what its scopes say, and nothing once the plan has no keys', async () => {
  const { accountId, ask } = await program({ scopes: ['rooms:read'] })
  assert.equal((await ask('/rooms')).status, 200)
  for (const [path, method] of [['/rooms', 'POST'], ['/rooms/abcd-efgh-jkmn', 'PATCH'], ['/rooms/abcd-efgh-jkmn/close', 'POST'], ['/transcripts', 'GET'], ['/transcripts/search?q=x', 'GET']]) {
    await refused(await ask(path!, { method: method!, ...(method === 'GET' ? {} : { body: {} }) }), 403, /does not have the scope/)
  }
  await edge.db.update(accounts).set({ tier: 'premium' }).where(eq(accounts.accountId, accountId))
  await refused(await ask('/rooms'), 403, /premium/)
})

test('rooms are created, read, changed and closed', async () => {
  const { ask, read } = await program()
  const made = await ask('/rooms', { method: 'POST', body: { name: ' Weekly  review ', scheduledAt: '2026-12-01T10:00:00+01:00', lobby: true, passcode: 'sesame' } })
  assert.equal(made.status, 201)
  const room = await made.json()
  assert.equal(made.headers.get('location'), `/api/v1/rooms/${room.roomId}`)
  assert.deepEqual(room, {
    roomId: room.roomId, url: `http://parley.test/rooms/${room.roomId}`, name: 'Weekly review', teamId: null, lobby: true, locked: false, hasPasscode: true, keepsAudio: false,
    createdAt: room.createdAt, scheduledAt: '2026-12-01T09:00:00.000Z', closedAt: null, peopleMax: 20,
  })
  const at = `/rooms/${room.roomId}`
  assert.deepEqual(await read(at), room)
  const changed = await read(at, { method: 'PATCH', body: { name: 'Monthly review', locked: true, passcode: null, scheduledAt: null } })
  assert.deepEqual(changed, { ...room, name: 'Monthly review', locked: true, hasPasscode: false, scheduledAt: null })
  const closed = await read(`${at}/close`, { method: 'POST' })
  assert.ok(closed.closedAt)
  assert.deepEqual(await read(`${at}/close`, { method: 'POST' }), closed)
  await refused(await ask(at, { method: 'PATCH', body: { name: 'Again' } }), 410)
  assert.deepEqual((await read('/rooms')).items, [])
  assert.equal((await read('/rooms?closed=true')).items.length, 1)
  const bare = await read('/rooms', { method: 'POST' })
  assert.equal(bare.name, bare.roomId)
})

test('a room that is asked for twice with one word is made once, and for this account alone', async () => {
  const [ada, eve] = [await program(), await program()]
  const options = { method: 'POST', body: { name: 'Once' }, headers: { 'idempotency-key': 'order-7' } }
  const [one, two] = await Promise.all([ada.read('/rooms', options), ada.read('/rooms', options)])
  assert.deepEqual(one, two)
  assert.match(one.roomId, /^(?:[a-z2-9]{4}-){2}[a-z2-9]{4}$/)
  assert.equal((await ada.read('/rooms')).items.length, 1)
  assert.notEqual((await eve.read('/rooms', options)).roomId, one.roomId)
  assert.notEqual((await ada.read('/rooms', { ...options, headers: { 'idempotency-key': 'order-8' } })).roomId, one.roomId)
  await refused(await ada.ask('/rooms', { ...options, headers: { 'idempotency-key': 'x'.repeat(201) } }), 422, /idempotency-key/)
})

test('a list is read page by page to its end', async () => {
  const { ask, read } = await program()
  const made: string[] = []
  for (let count = 0; count < 5; count++) made.push((await read('/rooms', { method: 'POST', body: { name: `Room ${count}` } })).roomId)
  const seen: string[] = []
  let next: string | null = ''
  while (next !== null) {
    const page: { items: { roomId: string }[]; next: string | null } = await read(`/rooms?limit=2${next ? `&cursor=${next}` : ''}`)
    assert.ok(page.items.length <= 2)
    seen.push(...page.items.map(({ roomId }) => roomId))
    next = page.next
  }
  assert.deepEqual([...seen].sort(), [...made].sort())
  await refused(await ask('/rooms?cursor=nonsense'), 400)
  for (const limit of ['0', '101', 'x', '1.5']) await refused(await ask(`/rooms?limit=${limit}`), 422, /limit/)
})

test('rooms of others are not there, those of a team are', async () => {
  const [ada, eve] = [await program(), await program()]
  const { roomId } = await ada.read('/rooms', { method: 'POST', body: {} })
  for (const [path, method] of [['', 'GET'], ['', 'PATCH'], ['/close', 'POST']] as const) {
    await refused(await eve.ask(`/rooms/${roomId}${path}`, { method, ...(method === 'PATCH' ? { body: { name: 'Mine' } } : {}) }), 404)
  }
  await refused(await eve.ask('/rooms/..%2F..%2Fetc'), 404)
  const teamId = crypto.randomUUID()
  await edge.db.insert(teams).values({ teamId, name: 'Engines', createdAt: new Date() })
  await refused(await ada.ask('/rooms', { method: 'POST', body: { teamId } }), 404, /team/)
  await edge.db.insert(teamMembers).values([ada, eve].map(({ accountId }) => ({ teamId, accountId, role: 'member' as const, joinedAt: new Date() })))
  const shared = await ada.read('/rooms', { method: 'POST', body: { teamId } })
  assert.deepEqual((await eve.read('/rooms')).items, [shared])
  await refused(await eve.ask(`/rooms/${shared.roomId}`, { method: 'PATCH', body: { name: 'Mine' } }), 403)
  await refused(await eve.ask(`/rooms/${shared.roomId}/close`, { method: 'POST' }), 403)
})

test('transcripts are listed, read, searched, saved and erased', async () => {
  const { accountId, ask, read } = await program()
  const { meetingId, roomId } = await addMeeting(edge.db, { ownerId: accountId, name: 'Budget' })
  await addLines(edge.db, sampleLine(roomId, { text: 'The budget is fine', translations: [{ language: 'pt', text: 'O orçamento está bom', engine: 'bergamot' }] }))
  assert.deepEqual((await read('/transcripts')).items.map(({ meetingId, name }: { meetingId: string; name: string }) => [meetingId, name]), [[meetingId, 'Budget']])
  const transcript = await read(`/transcripts/${meetingId}`)
  assert.deepEqual(transcript.lines[0].texts.map(({ language, text }: { language: string; text: string }) => [language, text]), [['en', 'The budget is fine'], ['pt', 'O orçamento está bom']])
  const found = await read('/transcripts/search?q=orçamento&language=pt')
  assert.equal(found.items[0].meetingId, meetingId)
  for (const [format, type] of [['vtt', 'text/vtt'], ['srt', 'application/x-subrip'], ['txt', 'text/plain'], ['json', 'application/json']]) {
    const file = await ask(`/transcripts/${meetingId}/export?language=pt&format=${format}`)
    assert.ok(file.headers.get('content-type')!.startsWith(type!))
    assert.match(await file.text(), /O orçamento está bom/)
  }
  await refused(await ask(`/transcripts/${meetingId}/export?language=pt&format=pdf`), 422, /format/)
  await refused(await ask(`/transcripts/${meetingId}/export?language=vi&format=vtt`), 404)
  const erased = await read(`/transcripts/${meetingId}`, { method: 'DELETE' })
  assert.deepEqual([erased.meetings, erased.lines, erased.texts], [1, 1, 2])
  await refused(await ask(`/transcripts/${meetingId}`), 404)
})

test('who was told apart at a microphone is named, and found and saved under that name', async () => {
  const [ada, eve] = [await program(), await program()]
  const { meetingId, roomId } = await addMeeting(edge.db, { ownerId: ada.accountId })
  const line = sampleLine(roomId, { text: 'The budget is fine', translations: [] })
  await addLines(edge.db, line)
  const { startMs, endMs } = line
  await recordTurns(edge.diarization, { roomId, meetingId, peerId: 'ada', chunkId: 'whole', turns: [{ speakerId: 'a', startMs, endMs }], speakerIds: ['a'], merged: [] })
  const path = `/transcripts/${meetingId}`
  const found = async () => {
    const [{ speaker, microphone }] = (await ada.read('/transcripts/search?q=budget')).items
    return [speaker, microphone]
  }
  assert.deepEqual(await found(), ['Speaker 1', 'Ada'])
  assert.deepEqual(await ada.read(`${path}/speakers/1`, { method: 'PUT', body: { name: ' Maria ' } }), { number: 1, name: 'Maria', peerId: 'ada', microphone: 'Ada' })
  assert.deepEqual(await found(), ['Maria', 'Ada'])
  assert.match(await (await ada.ask(`${path}/export?language=en&format=txt`)).text(), /\] Maria: The budget is fine/)
  const { speakers, lines } = await ada.read(path)
  assert.deepEqual([speakers[0].name, lines[0].parts], ['Maria', [{ speakers: [1], texts: [{ language: 'en', text: 'The budget is fine' }] }]])
  await refused(await ada.ask(`${path}/speakers/2`, { method: 'PUT', body: { name: 'Maria' } }), 404, /speaker 2/)
  await refused(await ada.ask(`${path}/speakers/1`, { method: 'PUT', body: { name: 'x'.repeat(61) } }), 422, /name/)
  await refused(await eve.ask(`${path}/speakers/1`, { method: 'PUT', body: { name: 'Eve' } }), 404)
})

test('transcripts of others are not there, and who was only there erases none', async () => {
  const [ada, eve] = [await program(), await program()]
  const { meetingId } = await addMeeting(edge.db, { ownerId: ada.accountId })
  for (const path of ['', '/export?language=en&format=vtt']) await refused(await eve.ask(`/transcripts/${meetingId}${path}`), 404)
  await refused(await eve.ask(`/transcripts/${meetingId}`, { method: 'DELETE' }), 404)
  assert.deepEqual((await eve.read('/transcripts')).items, [])
  const attended = await addMeeting(edge.db, { ownerId: ada.accountId, people: { eve: eve.accountId } })
  await refused(await eve.ask(`/transcripts/${attended.meetingId}`, { method: 'DELETE' }), 403)
})

test('what is malformed, of another kind, too large or not allowed is refused in words', async () => {
  const { ask } = await program()
  await refused(await ask('/rooms', { method: 'POST', body: '{"name":' }), 400)
  await refused(await ask('/rooms', { method: 'POST', body: 'name=x', headers: { 'content-type': 'application/x-www-form-urlencoded' } }), 415)
  await refused(await ask('/rooms', { method: 'POST', body: { name: 'x'.repeat(70_000) } }), 413)
  const problem = await refused(await ask('/rooms', { method: 'POST', body: { name: ' ', lobby: 'yes', scheduledAt: 'tomorrow' } }), 422, /name: .*lobby: /)
  assert.deepEqual(problem.errors.map(({ field }: { field: string }) => field).sort(), ['lobby', 'name', 'scheduledAt'])
  await refused(await ask('/rooms', { method: 'POST', body: { ownerId: crypto.randomUUID() } }), 422, /ownerId/)
  await refused(await ask('/nothing/here'), 404)
  await refused(await ask('/me', { method: 'DELETE' }), 404)
})

test('requests count by the plan, as the headers say', async () => {
  const { ask, accountId } = await program()
  const first = await ask('/me')
  assert.match(first.headers.get('ratelimit')!, /^"pro-requests";r=1\d{3};t=\d+$/)
  assert.equal(first.headers.get('ratelimit-policy'), '"pro-requests";q=2000;w=3600')
  await edge.rateLimit.take(`requests:${accountId}`, { limit: 2_000, windowMs: HOUR_MS, cost: Number(/r=(\d+)/.exec(first.headers.get('ratelimit')!)![1]) - 1 })
  assert.equal((await ask('/me')).status, 200)
  const over = await ask('/me')
  assert.ok(Number(over.headers.get('retry-after')) > 0)
  await refused(over, 429, /the limit is 2000 in an hour/)
  await edge.db.update(accounts).set({ tier: 'enterprise' }).where(eq(accounts.accountId, accountId))
  assert.equal((await ask('/me')).status, 200)
})

test('guessing keys is limited for a network', async () => {
  const guess = async () => await edge.app.request('http://parley.test/api/v1/me', { headers: { authorization: 'Bearer parley_guess', 'x-forwarded-for': '203.0.113.9' } })
  await refused(await guess(), 401)
  await edge.rateLimit.take('requests:203.0.113.9', { limit: 1_000, windowMs: HOUR_MS, cost: 998 })
  await refused(await guess(), 401)
  await refused(await guess(), 429)
})
