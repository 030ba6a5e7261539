import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { sql } from 'drizzle-orm'
import type { Viewer } from '../domain/account.ts'
import type { AccountSession } from '../edge/gateway/account_session.ts'
import { createAnalyticsPagesApp } from '../edge/pages/analytics/app.tsx'
import { countByHand } from '../functions/analytics/_by_hand.ts'
import { lastDays } from '../functions/analytics/days.ts'
import { readAnalytics } from '../functions/analytics/read_analytics.ts'
import { fillAnalytics } from '../functions/analytics/testing.ts'
import { addAccount } from '../functions/transcripts/testing.ts'
import type { Database } from '../infra/db/db.ts'
import { openDb } from '../infra/db/open_db.ts'
import { startPostgres } from '../tests/servers/postgres.ts'
import { messagesFor } from '../views/mod.ts'
import { percentile, readSetting, report, round } from './_report.ts'

const DAYS = 90
const CAPTIONS = 10_000
/** Of other accounts: what a page must not read. */
const OTHERS = 3
const WARM_UP = 3
const TIMES = 40
const TIME_ZONE = 'Europe/Lisbon'

/**
 * `npm run bench -- analytics`: what the server needs for a page of 90 days and 10,000 captions, the request to the last byte, beside three times
 * as much of others, in both databases or in the one that `--database` names; and a file of it. Its figures are first held against those that plain
 * rows add up to.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { database: { type: 'string' } } })
  const setting = readSetting(['@electric-sql/pglite', 'postgres', 'hono', 'd3-scale', 'd3-shape'])
  for (const name of ['pglite', 'postgres'] as const) {
    if (values.database && values.database !== name) continue
    const folder = await mkdtemp(join(tmpdir(), 'parley-bench-'))
    const server = name === 'postgres' ? await startPostgres() : null
    const database = await openDb({ DATABASE_URL: server?.url, PARLEY_DATA: folder })
    try {
      const accountId = await fill(database)
      await compare(database, accountId)
      const get = createGet(database, accountId)
      for (const [page, path] of [
        ['page, 90 days', `/account/analytics?days=90&zone=${TIME_ZONE}`], ['page, 7 days', `/account/analytics?days=7&zone=${TIME_ZONE}`],
        ['everyone, 90 days', `/admin/analytics?days=90&zone=${TIME_ZONE}`], ['file, 90 days', `/account/analytics/people.csv?days=90&zone=${TIME_ZONE}`],
      ] as const) report('analytics', `${name} ${page}`, await time(get, path), setting)
    } finally {
      await database.close()
      await server?.stop()
      await rm(folder, { recursive: true, force: true })
    }
  }
}

async function fill({ db }: Database): Promise<string> {
  const [owner, ...others] = await Promise.all(Array.from({ length: 1 + OTHERS }, (_, n) => addAccount(db, `Person ${n}`, { tier: 'pro' })))
  for (const [seed, ownerId] of [owner!, ...others].entries()) {
    await fillAnalytics(db, { ownerId, accountIds: [owner!, ...others], untilMs: Date.now(), days: DAYS, captions: CAPTIONS, seed: seed + 1 })
  }
  await db.execute(sql`analyze`)
  return owner!
}

/** Throws an AssertionError when a figure differs from what plain rows add up to. */
async function compare({ db }: Database, accountId: string): Promise<void> {
  const nowMs = Date.now()
  const read = await readAnalytics({ db, now: () => nowMs }, { whose: { accountId }, days: DAYS, timeZone: TIME_ZONE })
  const { names } = lastDays({ nowMs, count: DAYS, timeZone: TIME_ZONE })
  assert.deepEqual(read, await countByHand(db, { isTheirs: ({ ownerId }) => ownerId === accountId, days: names, timeZone: TIME_ZONE, named: true }))
}

async function time(get: (path: string) => Promise<string>, path: string) {
  const ms: number[] = []
  const cpuMs: number[] = []
  let bytes = 0
  for (let at = -WARM_UP; at < TIMES; at += 1) {
    const [began, cpu] = [performance.now(), process.cpuUsage()]
    bytes = (await get(path)).length
    if (at < 0) continue
    ms.push(performance.now() - began)
    const { user, system } = process.cpuUsage(cpu)
    cpuMs.push((user + system) / 1_000)
  }
  // Of this process alone: a server's own is not in it.
  return { requests: ms.length, p50Ms: round(percentile(ms, 0.5)), p95Ms: round(percentile(ms, 0.95)), maxMs: round(Math.max(...ms)), cpuP50Ms: round(percentile(cpuMs, 0.5)), kilobytes: Math.round(bytes / 1_000) }
}

function createGet({ db }: Database, accountId: string) {
  const viewer = async () => ({ accountId, name: 'Ada', tier: 'pro', isAdmin: true }) as Viewer
  const accounts = { require: viewer, viewer } as Pick<AccountSession, 'require' | 'viewer'> as AccountSession
  const app = createAnalyticsPagesApp({ db, now: Date.now, secure: false, price: null, accounts, messages: async () => messagesFor('en'), assetUrl: (name) => `/assets/${name}` })
  return async (path: string): Promise<string> => {
    const answer = await app.request(path)
    const text = await answer.text()
    if (!answer.ok) throw new Error(`Cannot measure ${path}: it answers ${answer.status}`)
    return text
  }
}
