import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { API_KEYS_MAX } from '../../domain/api_key.ts'
import type { Database } from '../../infra/db/db.ts'
import { openPostgres } from '../../infra/db/postgres.ts'
import { silentLog } from '../../infra/log.ts'
import { startPostgres } from '../../tests/servers/postgres.ts'
import { createApiKeys } from '../auth/api_keys/api_keys.ts'
import { createRoom } from '../rooms/create.ts'
import { createLimits } from '../rooms/limits.ts'
import { listRoomPage } from '../rooms/page.ts'
import { createRecords } from '../rooms/records.ts'
import { createTeams } from '../teams/teams.ts'
import { takeBillingEvent } from './billing/take_event.ts'
import { findAccounts } from './find_accounts.ts'
import { addAccount } from './testing.ts'

const now = () => Date.UTC(2026, 10, 24)
const log = silentLog
let postgres: Awaited<ReturnType<typeof startPostgres>>
let database: Database
before(async () => {
  postgres = await startPostgres()
  database = await openPostgres(postgres.url)
})
after(async () => {
  await database?.close()
  await postgres?.stop()
})

const outcomes = async (attempts: readonly Promise<unknown>[]) => (await Promise.allSettled(attempts)).filter(({ status }) => status === 'fulfilled').length

test('an event that many processes take at once counts once', async () => {
  const deps = { db: database.db, now, log }
  await addAccount(database.db, 'ada@example.org')
  const event = { id: 'evt_1', type: 'tier.changed', data: { email: 'ada@example.org', tier: 'pro' } } as const
  const taken = await Promise.all(Array.from({ length: 8 }, () => takeBillingEvent(deps, event)))
  assert.equal(taken.filter((each) => each.taken).length, 1)
  assert.equal((await findAccounts(deps, 'ada')).accounts[0]!.tier, 'pro')
})

test('no more keys than may be, however many are asked for at once', async () => {
  const accountId = await addAccount(database.db, 'bea@example.org', { tier: 'pro' })
  const keys = createApiKeys({ db: database.db, now, log })
  assert.equal(await outcomes(Array.from({ length: API_KEYS_MAX + 10 }, () => keys.create({ accountId, name: 'Build', scopes: ['rooms:read'] }))), API_KEYS_MAX)
  const { key } = await createApiKeys({ db: database.db, now, log }).create({ accountId: await addAccount(database.db, 'cleo@example.org', { tier: 'pro' }), name: 'Build', scopes: ['rooms:read'] })
  const holders = await Promise.all(Array.from({ length: 8 }, () => keys.authenticate(key)))
  assert.ok(holders.every((holder) => holder?.viewer.email === 'cleo@example.org'))
})

test('of two owners who leave at once, one stays; of many answers to an invitation one counts', async () => {
  const teams = createTeams({ db: database.db, now, log, publicUrl: () => '', mailWords: () => ({ subject: '', text: () => '' }), mail: { delivers: true, send: async () => {} } })
  const [one, two] = [await addAccount(database.db, 'dora@example.org', { tier: 'pro' }), await addAccount(database.db, 'eli@example.org')]
  const { teamId } = await teams.create({ accountId: one, name: 'Engines' })
  await teams.invite({ teamId, accountId: one, email: 'eli@example.org', role: 'admin' })
  assert.equal(await outcomes(Array.from({ length: 5 }, () => teams.answer({ teamId, accountId: two, accept: true }))), 1)
  await teams.setRole({ teamId, accountId: one, memberId: two, role: 'owner' })
  assert.equal(await outcomes([teams.leave({ teamId, accountId: one }), teams.leave({ teamId, accountId: two })]), 1)
})

test('a list of rooms made in the same millisecond is read to its end', async () => {
  const { db } = database
  const limits = createLimits()
  const ownerId = await addAccount(db, 'fay@example.org')
  const context = { db, now, records: createRecords({ db, now, limits }) } as Parameters<typeof createRoom>[0]
  for (let made = 0; made < 5; made++) await createRoom(context, { ownerId })
  const seen: string[] = []
  let cursor: string | undefined
  do {
    const page: Awaited<ReturnType<typeof listRoomPage>> = await listRoomPage({ db, limits }, ownerId, { limit: 2, cursor })
    seen.push(...page.items.map(({ roomId }) => roomId))
    cursor = page.next ?? undefined
  } while (cursor !== undefined)
  assert.equal(new Set(seen).size, 5)
  assert.equal(seen.length, 5)
})
