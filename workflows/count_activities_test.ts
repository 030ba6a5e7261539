import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLog, silentLog } from '../infra/log.ts'
import { openPrometheus } from '../infra/metrics/prometheus.ts'
import { countActivities } from './count_activities.ts'

test('what a worker’s activities took is counted by stage out of its log, which goes on as it is', async () => {
  const { metrics, expose } = openPrometheus({ log: silentLog, process: false })
  const written: string[] = []
  const read = countActivities({ metrics, write: (line) => written.push(line) })
  const lines: string[] = []
  const log = createLog({ level: 'info', write: (line) => lines.push(line) })
  log.info('activity', { activity: 'sayInVoice', outcome: 'done', cpuMs: 1_500 })
  log.info('activity', { activity: 'sayInVoice', outcome: 'failed', cpuMs: 500 })
  log.info('activity', { activity: 'embedDocument', outcome: 'done', cpuMs: 250 })
  log.info('activity', { activity: 'keepClone', outcome: 'done', cpuMs: 9_000 })
  log.info('activity', { activity: 'constructor', cpuMs: 9_000 })
  log.info('activity', { activity: 'learnVoice' })
  log.info('other', { activity: 'learnVoice', cpuMs: 9_000 })
  lines.push('Node wrote this', '{"event":"activity"', '{"event":"activity","activity":"learnVoice","cpuMs":"many"}')
  lines.forEach(read)
  assert.deepEqual(written, lines)
  const told = (await expose()).split('\n').filter((line) => line.startsWith('parley_stage_')).sort()
  assert.deepEqual(told, [
    'parley_stage_cpu_seconds_total{stage="clone"} 2', 'parley_stage_cpu_seconds_total{stage="ingest"} 0.25',
    'parley_stage_requests_total{stage="clone"} 2', 'parley_stage_requests_total{stage="ingest"} 1',
  ])
})
