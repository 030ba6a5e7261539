import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { systemClock as clock } from '../infra/clock.ts'
import { parseConfig } from '../infra/config.ts'
import { createLog } from '../infra/log.ts'
import { openJobs } from './open_jobs.ts'

/** The events of a start, by what each advises. A Temporal that cannot be run is enough to be warned of its being alone. */
async function warnings(given: Record<string, string>): Promise<Record<string, string>> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-open-jobs-'))
  const said: Record<string, string> = {}
  const log = createLog({
    level: 'warn',
    write(line) {
      const { event, action } = JSON.parse(line) as { event: string; action?: string }
      if (action !== undefined) said[event] = action
    },
  })
  const environment = { PARLEY_DATA: folder, JOBS_AT_ONCE: '0', JOBS_PREMIUM_AT_ONCE: '0', ...given }
  const jobs = await openJobs({ config: parseConfig(environment), environment, clock, log })
  await jobs.close()
  await rm(folder, { recursive: true })
  return said
}

test('a server that may have others beside it is told that they need one Temporal', async () => {
  const own = { TEMPORAL_BIN: '/nowhere/temporal' }
  for (const [name, url] of [['DATABASE_URL', 'postgres://127.0.0.1/parley'], ['REDIS_URL', 'redis://127.0.0.1:6379']] as const) {
    const shared = { [name]: url }
    const said = await warnings({ ...own, ...shared })
    assert.deepEqual(Object.keys(said), ['jobs-not-shared'])
    assert.match(said['jobs-not-shared']!, /set TEMPORAL_ADDRESS/)
    assert.deepEqual(await warnings({ ...shared, TEMPORAL_ADDRESS: '127.0.0.1:7233' }), {})
  }
  assert.deepEqual(await warnings(own), {})
})

test('a server without Temporal is told what to install', async () => {
  assert.match((await warnings({}))['jobs-unavailable']!, /set TEMPORAL_ADDRESS, or install the temporal program/)
})
