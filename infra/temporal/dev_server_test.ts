import assert from 'node:assert/strict'
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { after, before, describe, it } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { freePort } from '../../tests/servers/free_port.ts'
import { systemClock as clock } from '../clock.ts'
import { readConfig } from '../config.ts'
import { createLog, silentLog as log } from '../log.ts'
import { keptCli } from './cli.ts'
import { openDevServer } from './dev_server.ts'
import type { DevServer } from './dev_server.ts'
import { openTemporal } from './open_temporal.ts'
import type { Temporal } from './open_temporal.ts'
import { readJob } from './read_job.ts'
import { startWorkflow } from './start_workflow.ts'

const config = readConfig()
const bin = config.TEMPORAL_BIN ?? keptCli(config.PARLEY_CACHE)

/** Of the process whose command line has all of this in it. */
async function pidOf(...parts: string[]): Promise<number | null> {
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    if (line.startsWith(`${bin}\0`) && parts.every((part) => line.includes(part))) return Number(pid)
  }
  return null
}

describe('the Temporal that runs beside us', () => {
  let folder: string
  let server: DevServer
  let temporal: Temporal
  const said: string[] = []
  let atFirst: readonly string[]
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'parley-dev-server-'))
    server = await openDevServer({ bin, folder, namespace: 'meetings', port: await freePort(), uiPort: await freePort(), clock, log: createLog({ level: 'info', write: (line) => void said.push(line) }) })
    atFirst = [...said]
    temporal = openTemporal(server.at, { log })
    await answers(temporal)
  })
  after(async () => {
    await temporal.close()
    await server.close()
    await rm(folder, { recursive: true })
  })

  const answers = async (asked: Temporal) => {
    while (!await asked.ready());
  }

  it('has its pages, its namespace and the search attributes of jobs', async () => {
    assert.equal((await fetch(server.uiUrl)).status, 200)
    await startWorkflow(temporal, { kind: 'clone-voice', workflow: 'cloneVoice', id: 'kept', input: {}, owner: { userId: 'u-ada', roomId: 'r-1', tier: 'pro' } })
    const job = await readJob(temporal, 'kept')
    assert.deepEqual([job.state, job.position, job.owner], ['queued', 1, { userId: 'u-ada', roomId: 'r-1', tier: 'pro' }])
  })

  it('is said to have started when it answers, once and no sooner', async () => {
    assert.deepEqual(atFirst, [], 'the start waits for nobody')
    while (said.length === 0) await setTimeout(50)
    const { event, address, ui } = JSON.parse(said[0]!) as Record<string, string>
    assert.deepEqual([event, address, ui], ['temporal-started', server.at.address, server.uiUrl])
  })

  it('comes back with its jobs when it was killed, at the same address', async () => {
    process.kill((await pidOf('start-dev', folder))!, 'SIGKILL')
    await answers(temporal)
    assert.equal((await readJob(temporal, 'kept')).state, 'queued')
    assert.equal(said.filter((line) => line.includes('"temporal-started"')).length, 1)
  })

  it('takes other ports where the usual ones are taken', async () => {
    const [port, uiPort] = [server.at.address, server.uiUrl].map((address) => Number(address.split(':').at(-1)))
    const second = await openDevServer({ bin, folder: join(folder, 'second'), namespace: 'default', port, uiPort, clock, log })
    const other = openTemporal(second.at, { log })
    try {
      await answers(other)
      assert.notEqual(second.at.address, server.at.address)
      assert.notEqual(second.uiUrl, server.uiUrl)
    } finally {
      await other.close()
      await second.close()
    }
    assert.equal(await pidOf('start-dev', join(folder, 'second')), null)
  })
})
