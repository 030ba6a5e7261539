import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { Worker } from 'node:worker_threads'
import { createFakeClock } from '../fake_clock.ts'
import { silentLog } from '../log.ts'
import { openPrometheus } from '../metrics/prometheus.ts'
import { countStageCpu } from './count_stage_cpu.ts'
import { cpuByWork } from './thread_cpu.ts'

const MODULE = new URL('./thread_cpu.ts', import.meta.url).href
/** Works until it took 60 ms of a processor, by its own reading; a thread that it starts natively (a second one of Node) is not its own. */
const BUSY = `
  const { parentPort, workerData } = require('node:worker_threads')
  import('tsx/esm/api').then(({ register }) => register()).then(() => import(workerData.module)).then(({ nameThread, createOwnCpu }) => {
    nameThread('a-work-with-a-long-name', 7)
    const own = createOwnCpu()
    const began = own()
    while (own() - began < 60) for (let n = 0; n < 1e5; n++) Math.sqrt(n)
    parentPort.postMessage(own() - began)
    parentPort.once('message', () => process.exit())
  })`

test('a thread’s processor time is read in it and beside it, under the name of its work', async () => {
  const worker = new Worker(BUSY, { eval: true, workerData: { module: MODULE } })
  const [tookMs] = await once(worker, 'message')
  assert.ok(tookMs >= 60)
  const seen = cpuByWork().get('a-work-with-a')!
  assert.ok(seen >= 60, `${seen} ms`)
  assert.equal(cpuByWork().get('another'), undefined)
  worker.postMessage('end')
  await once(worker, 'exit')
  assert.equal(cpuByWork().get('a-work-with-a'), undefined)
})

test('a stage counts what its threads took since the last look, also when one of them has ended', async () => {
  const clock = createFakeClock()
  const { metrics, expose } = openPrometheus({ log: silentLog, process: false })
  let spent = 2_000
  const stop = countStageCpu('translate', { metrics, clock, read: () => new Map([['translate', spent], ['speak', 99_000]]) })
  const told = async () => /^parley_stage_cpu_seconds_total\{stage="translate"\} (.*)$/m.exec(await expose())?.[1]
  clock.advance(5_000)
  assert.equal(await told(), '2')
  spent = 1_500
  clock.advance(5_000)
  spent = 1_750
  stop()
  assert.equal(await told(), '2.25')
  clock.advance(60_000)
  assert.equal(await told(), '2.25')
})
