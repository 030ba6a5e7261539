import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { SCOPES } from '../../domain/api_key.ts'
import type { Scope } from '../../domain/api_key.ts'
import { openAdministeredEdge } from '../administration_testing.ts'

let edge: Awaited<ReturnType<typeof openAdministeredEdge>>
before(async () => {
  edge = await openAdministeredEdge()
})
after(() => edge.close())

async function program(scopes: readonly Scope[] = SCOPES) {
  const { accountId } = await edge.signedUp({ tier: 'pro' })
  const { key } = await edge.keys.create({ accountId, name: 'Program', scopes })
  return (method: string, path = '', body?: unknown, type = 'application/json') => edge.app.request(`http://parley.test/api/v1/vocabulary${path}`, {
    method, headers: { host: 'parley.test', authorization: `Bearer ${key}`, 'content-type': type }, ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
}

async function refused(answer: Response, status: number, detail: RegExp) {
  assert.deepEqual([answer.status, answer.headers.get('content-type')], [status, 'application/problem+json'])
  assert.match((await answer.json()).detail, detail)
}

test('a program adds, changes, lists and removes terms', async () => {
  const ask = await program()
  const added = await ask('POST', '', { term: 'spool valve', translations: { pt: 'válvula' } })
  assert.equal(added.status, 201)
  const term = await added.json()
  assert.deepEqual(term, { termId: term.termId, term: 'spool valve', sounds: '', translations: { pt: 'válvula' }, doNotTranslate: false })
  assert.equal((await (await ask('PUT', `/${term.termId}`, { term: 'Halvex', doNotTranslate: true })).json()).term, 'Halvex')
  const { items, version } = await (await ask('GET')).json()
  assert.deepEqual([items.length, items[0].term, version], [1, 'Halvex', 2])
  const other = await program()
  await refused(await other('PUT', `/${term.termId}`, { term: 'x' }), 404, /not in this vocabulary/)
  assert.deepEqual(await (await ask('DELETE', `/${term.termId}`)).json(), { deleted: true })
  await refused(await ask('DELETE', `/${term.termId}`), 404, /not in this vocabulary/)
})

test('files go in and out, and suggestions are read', async () => {
  const ask = await program()
  const taken = await ask('POST', '/import', 'term,pt\nspool valve,válvula\n,x\n', 'text/csv')
  assert.deepEqual(await taken.json(), { added: 1, changed: 0, errors: [{ row: 3, column: 'term', problem: 'term-missing' }] })
  assert.equal(await (await ask('GET', '/export')).text(), 'term,sounds,do_not_translate,pt\r\nspool valve,,,válvula\r\n')
  assert.deepEqual(await (await ask('GET', '/suggestions')).json(), { items: [] })
  await refused(await ask('POST', '/import', 'nothing\n', 'text/csv'), 422, /none of term/)
  await refused(await ask('POST', '/import', `term\n${'x'.repeat(1024 * 1024)}`, 'text/csv'), 413, /larger/)
})

test('refusals are problems: no scope, values, twice, somebody else’s team', async () => {
  const reader = await program(['vocabulary:read'])
  await refused(await reader('POST', '', { term: 'x' }), 403, /scope vocabulary:write/)
  assert.equal((await reader('GET')).status, 200)
  const ask = await program()
  await refused(await ask('POST', '', { term: '' }), 422, /term/)
  await refused(await ask('POST', '', { term: '...' }), 422, /term is not allowed/)
  await refused(await ask('POST', '', { term: 'x', translations: { klingon: 'y' } }), 422, /translations.klingon/)
  await ask('POST', '', { term: 'Halvex' })
  await refused(await ask('POST', '', { term: 'HALVEX' }), 409, /already/)
  await refused(await ask('GET', `?team=${crypto.randomUUID()}`), 404, /team/)
})
