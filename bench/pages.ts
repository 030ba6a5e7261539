import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Hono } from 'hono'
import type { Viewer } from '../domain/account.ts'
import type { AccountSession } from '../edge/gateway/account_session.ts'
import { createTranscriptPagesApp } from '../edge/pages/transcripts/app.tsx'
import { createMemoryBlobs } from '../infra/blob/memory.ts'
import type { Database } from '../infra/db/db.ts'
import { openDb } from '../infra/db/open_db.ts'
import { silentLog } from '../infra/log.ts'
import { startPostgres } from '../tests/servers/postgres.ts'
import { messagesFor } from '../views/mod.ts'
import { percentile, readSetting, report, round } from './_report.ts'
import { fill, LINES_EACH, MEETINGS, settle } from './pages_parts/fill.ts'
import { EVERYWHERE } from './pages_parts/words.ts'
import type { Words } from './pages_parts/words.ts'

const WARM_UP = 3
const TIMES = 60

/**
 * `npm run bench -- pages`: what the server needs for a page of the history, the request to the last byte, with 1,000 meetings and
 * 100,000 lines in two languages, one request at a time, in both databases or in the one that `--database` names.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { database: { type: 'string' } } })
  const setting = readSetting(['@electric-sql/pglite', 'postgres', 'hono'])
  for (const name of ['pglite', 'postgres'] as const) {
    if (values.database && values.database !== name) continue
    const { database, end } = await open(name)
    try {
      const began = performance.now()
      const { accountId, words } = await fill(database.db)
      await settle(database.db, name)
      report('pages', `${name} fill`, { meetings: MEETINGS, lines: MEETINGS * LINES_EACH, texts: 2 * MEETINGS * LINES_EACH, fillMs: Math.round(performance.now() - began) }, setting)
      const get = createGet(database, accountId)
      for (const [page, address] of Object.entries(await addresses(get, words))) report('pages', `${name} ${page}`, await time(get, address), setting)
    } finally {
      await end()
    }
  }
}

type Get = (path: string) => Promise<string>

/** The n-th address of each page; searches go over the whole range of how often a word is used. */
async function addresses(get: Get, words: Words): Promise<Record<string, (at: number) => string>> {
  const search = (query: string, more = '') => `/transcripts?q=${encodeURIComponent(query)}${more}`
  const rank = (at: number, from: number, to: number) => Math.floor(from * (to / from) ** (at / TIMES))
  const first = await get('/transcripts')
  const second = /href="(\/transcripts\?cursor=[^"]+)"/.exec(first)![1]!
  const meeting = /href="(\/transcripts\/[0-9a-f-]{36})"/.exec(first)![1]!
  return {
    list: () => '/transcripts',
    'list, second page': () => second,
    transcript: () => `${meeting}?show=pt&side=on`,
    'search, one word': (at) => search(words.word(rank(at, 1, 10_000))),
    'search, one word in one language': (at) => search(words.word(rank(at, 1, 10_000)), '&in=pt'),
    'search, two words': (at) => search(`${words.word(rank(at, 1, 1_000))} ${words.word(rank(at, 2, 500))}`),
    'search, either of two words': (at) => search(`${words.word(rank(at, 1, 10_000))} or ${words.word(rank(at, 2, 500))}`),
    'search, exact words': (at) => search(`"${words.word(rank(at, 1, 50))} ${words.word(rank(at, 2, 100))}"`),
    'search, a word in a third of all lines': () => search(EVERYWHERE),
  }
}

async function time(get: Get, address: (at: number) => string) {
  const ms: number[] = []
  let bytes = 0
  for (let at = -WARM_UP; at < TIMES; at += 1) {
    const began = performance.now()
    const html = await get(address(Math.max(0, at)))
    if (at < 0) continue
    ms.push(performance.now() - began)
    bytes += html.length
  }
  return { requests: ms.length, p50Ms: round(percentile(ms, 0.5)), p95Ms: round(percentile(ms, 0.95)), maxMs: round(Math.max(...ms)), kilobytes: Math.round(bytes / ms.length / 1_000) }
}

function createGet({ db }: Database, accountId: string): Get {
  const require = async () => ({ accountId, name: 'Ada' }) as Viewer
  const accounts = { require, viewer: require } as Pick<AccountSession, 'require' | 'viewer'> as AccountSession
  const app = new Hono().route('/', createTranscriptPagesApp({
    db, accounts, messages: async () => messagesFor('en'), assetUrl: (name) => `/assets/${name}`, log: silentLog, now: Date.now, blob: createMemoryBlobs(),
    translator: { translate: async (text, { to }) => ({ language: to, text, engine: 'none' }) },
  }))
  return async (path) => {
    const answer = await app.request(path.replaceAll('&amp;', '&'), { headers: { accept: 'text/html' } })
    const html = await answer.text()
    if (!answer.ok) throw new Error(`Cannot measure ${path}: it answers ${answer.status}`)
    return html
  }
}

async function open(name: 'pglite' | 'postgres'): Promise<{ database: Database; end(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-bench-'))
  const server = name === 'postgres' ? await startPostgres() : null
  const database = await openDb({ DATABASE_URL: server?.url, PARLEY_DATA: folder })
  return {
    database,
    async end() {
      await database.close()
      await server?.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
