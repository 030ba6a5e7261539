import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stageCosts } from '../../infra/db/schema/mod.ts'
import { openTestDb } from '../../infra/db/testing.ts'
import { createFakeClock } from '../../infra/fake_clock.ts'
import { createLog, silentLog } from '../../infra/log.ts'
import { openPrometheus } from '../../infra/metrics/prometheus.ts'
import type { Db } from '../../infra/db/db.ts'
import { forgetStageCosts, openStageCosts, readStageCosts } from './stage_costs.ts'

const BEGAN_MS = Date.UTC(2026, 10, 24, 9, 59, 30)
const DAY_MS = 24 * 60 * 60_000

test('what stages cost is told to Prometheus, kept by the hour, added up over processes, and forgotten', async () => {
  const { db, close } = await openTestDb()
  const clock = createFakeClock(BEGAN_MS)
  const { metrics, expose } = openPrometheus({ log: silentLog, process: false })
  const [one, other] = [openStageCosts({ db, metrics, clock, log: silentLog }), openStageCosts({ db, metrics, clock, log: silentLog })]
  one.metrics.count('stageRequests', { stage: 'translate' }, { by: 4 })
  one.metrics.count('stageCpu', { stage: 'translate' }, { by: 0.5 })
  one.metrics.count('phraseCache', { outcome: 'hit' })
  other.metrics.count('stageCpu', { stage: 'translate' }, { by: 0.25 })
  other.metrics.count('stageRequests', { stage: 'mel' })
  await Promise.all([one.keep(), other.keep()])
  clock.advance(60_000)
  one.metrics.count('stageCpu', { stage: 'translate' }, { by: 1 })
  await Promise.all([one.close(), other.close(), one.close()])
  assert.match(await expose(), /parley_stage_cpu_seconds_total\{stage="translate"\} 1\.75/)
  assert.equal(await db.$count(stageCosts), 3, 'two hours of one stage, and another')
  assert.deepEqual(await readStageCosts(db, { sinceMs: BEGAN_MS - DAY_MS }), [{ stage: 'mel', requests: 1, cpuMs: 0 }, { stage: 'translate', requests: 4, cpuMs: 1_750 }])
  assert.deepEqual(await readStageCosts(db, { sinceMs: BEGAN_MS }), [{ stage: 'translate', requests: 0, cpuMs: 1_000 }])
  await forgetStageCosts({ db, now: () => BEGAN_MS + 91 * DAY_MS + 1_000 })
  assert.deepEqual(await readStageCosts(db, { sinceMs: 0 }), [{ stage: 'translate', requests: 0, cpuMs: 1_000 }])
  await close()
})

test('while the database is away costs wait, and nothing that counts fails', async () => {
  const { db, close } = await openTestDb()
  const lines: string[] = []
  const log = createLog({ level: 'warn', write: (line) => lines.push(line) })
  const { metrics } = openPrometheus({ log: silentLog, process: false })
  let away = true
  const flaky = { insert: (...values: Parameters<Db['insert']>) => { if (away) throw new Error('the database is away'); return db.insert(...values) } } as Db
  const costs = openStageCosts({ db: flaky, metrics, clock: createFakeClock(BEGAN_MS), log })
  costs.metrics.count('stageCpu', { stage: 'speak' }, { by: 2 })
  await costs.keep()
  assert.match(lines[0]!, /stage-costs-not-kept/)
  costs.metrics.count('stageRequests', { stage: 'speak' })
  away = false
  await costs.close()
  assert.deepEqual(await readStageCosts(db, { sinceMs: 0 }), [{ stage: 'speak', requests: 1, cpuMs: 2_000 }])
  await close()
})
