import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { addAccount } from '../../functions/accounts/testing.ts'
import { openDb } from '../../infra/db/open_db.ts'
import { tierChanges } from '../../infra/db/schema/mod.ts'
import { SetupError } from '../setup/fail.mjs'
import { runAdmin } from './run_admin.ts'

let folder: string
let environment: { PARLEY_DATA: string }
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-admin-'))
  environment = { PARLEY_DATA: folder }
  const database = await openDb(environment)
  await addAccount(database.db, 'ada@example.org')
  await database.close()
})
after(() => rm(folder, { recursive: true, force: true }))

async function run(...args: string[]): Promise<string> {
  const lines: string[] = []
  await runAdmin(args, { environment, write: (line) => void lines.push(line) })
  return lines.join('\n')
}
const fails = (pattern: RegExp) => (error: unknown) => error instanceof SetupError && pattern.test(error.message)

test('changes plans and administrators in the embedded database, and lists accounts', async () => {
  assert.equal(await run('tier', 'Ada@example.org', 'premium'), 'ada@example.org now has premium; it was free.')
  assert.equal(await run('tier', 'ada@example.org', 'premium'), 'ada@example.org had premium already.')
  assert.equal(await run('admin', 'ada@example.org'), 'ada@example.org is an administrator now.')
  assert.equal(await run('accounts'), 'ada@example.org\tpremium\tadministrator\t2026-11-24')
  assert.equal(await run('no-admin', 'ada@example.org'), 'ada@example.org is no administrator any more.')
  assert.equal(await run('accounts', 'nobody'), 'There are no such accounts.')
  const database = await openDb(environment)
  assert.deepEqual((await database.db.select().from(tierChanges)).map(({ before, after, by }) => [before, after, by]), [['free', 'premium', 'command']])
  await database.close()
})

test('says what is wrong, and how it is used', async () => {
  await assert.rejects(run('tier', 'bea@example.org', 'pro'), fails(/there is no such account/))
  await assert.rejects(run('tier', 'ada@example.org', 'gold'), fails(/no tier "gold".*free, premium/))
  await assert.rejects(run('admin', 'ada'), fails(/no e-mail address/))
  for (const args of [[], ['tier'], ['tier', 'a@example.org'], ['nonsense']]) await assert.rejects(run(...args), fails(/npm run admin -- tier EMAIL TIER/))
})

test('while the server has the embedded database open, it says what to do', async () => {
  const database = await openDb(environment)
  await assert.rejects(run('accounts'), fails(/has it open.*\/admin\/accounts.*stop Parley/s))
  await database.close()
})
