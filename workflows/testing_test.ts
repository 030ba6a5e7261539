import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { WorkflowFailedError } from '@temporalio/client'
import { CancelledFailure } from '@temporalio/common'
import { DomainError } from '../domain/errors.ts'
import { startWorkflow } from '../infra/temporal/start_workflow.ts'
import { activities as patient } from '../tests/fixtures/workflows/patient_activities.ts'
import type { SheepActivities, SheepBooks } from '../tests/fixtures/workflows/count_sheep.ts'
import { causeOf } from './failures.ts'
import { inSteps } from './heartbeat.ts'
import { statusQuery } from './status.ts'
import { openWorkflowTests } from './testing.ts'
import type { WorkflowTests } from './testing.ts'
import { startWorkerProcess } from './testing_kill.ts'

const FIXTURES = fileURLToPath(new URL('../tests/fixtures/workflows/', import.meta.url))
const workflowsPath = `${FIXTURES}all.ts`
const owner = { userId: 'u-ada', tier: 'premium' } as const

describe('workflows on a local Temporal', () => {
  let tests: WorkflowTests
  before(async () => {
    tests = await openWorkflowTests({ workflowsPath })
  })
  after(() => tests.close())

  const noted: string[] = []
  const books: SheepBooks = { note: async ({ text }) => void noted.push(text) }
  const start = (id: string, sheep = 3) => startWorkflow(tests.temporal, { kind: 'clone-voice', workflow: 'countSheep', id, input: { sheep }, owner })
  const handle = (id: string) => tests.temporal.client.workflow.getHandle(id)
  /** Resolves when Temporal knows what the activity at work has saved. */
  const savedPoint = async (id: string) => {
    for (;;) {
      const [payload] = (await handle(id).describe()).raw.pendingActivities?.[0]?.heartbeatDetails?.payloads ?? []
      if (payload?.data && JSON.parse(Buffer.from(payload.data).toString()).point !== null) return
      await tests.env.sleep(50)
    }
  }
  const count = (count: SheepActivities['count']) => ({ activities: { count }, books: { ...books } })

  it('runs heavy work and books in their queues, and tells how far it is', async () => {
    const result = await tests.withWorkers(count(async ({ sheep }) => ({ counted: sheep, from: 0 })), async () => {
      await start('success')
      const result = await handle('success').result()
      assert.deepEqual(await handle('success').query(statusQuery), { state: 'done', step: 'storing', progress: 1 })
      return result
    })
    assert.deepEqual(result, { counted: 3, from: 0 })
    assert.ok(noted.includes('3 sheep'))
  })

  it('tries again what may pass, and no more than once what may not', async () => {
    let tries = 0
    const refused = count(async () => {
      throw new DomainError(++tries === 1 ? 'unavailable' : 'invalid-audio', 'Cannot count the sheep: they moved')
    })
    await tests.withWorkers(refused, async () => {
      await start('failure')
      await assert.rejects(handle('failure').result(), (error: WorkflowFailedError) => {
        assert.equal(causeOf(error.cause), 'invalid-audio')
        return true
      })
      assert.equal((await handle('failure').query(statusQuery)).cause, 'invalid-audio')
    })
    assert.equal(tries, 2)
  })

  it('cancels heavy work in the middle', async () => {
    let begun = () => {}
    const beginning = new Promise<void>((resolve) => (begun = resolve))
    const endless = count(() => inSteps(({ signal }) => new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(new DomainError('internal', 'The engine was stopped')))
      begun()
    })))
    await tests.withWorkers(endless, async () => {
      await start('cancelled')
      await beginning
      await handle('cancelled').cancel()
      await assert.rejects(handle('cancelled').result(), (error: WorkflowFailedError) => error.cause instanceof CancelledFailure)
      assert.equal((await handle('cancelled').query(statusQuery)).state, 'cancelled')
    })
  })

  it('goes on where a worker was that was killed', async () => {
    const dying = await startWorkerProcess({ at: tests.temporal.at, workflowsPath, activitiesPath: `${FIXTURES}patient_activities.ts` })
    await start('killed')
    await dying.said('counted one')
    await savedPoint('killed')
    await dying.kill9()
    await tests.withWorkers({ activities: patient, books: { ...books } }, async () => {
      assert.deepEqual(await handle('killed').result(), { counted: 3, from: 1 })
    })
  })

  it('replays what was recorded, which names neither machine nor folder', async () => {
    assert.equal(await tests.replay(`${FIXTURES}histories`), 1)
    const folder = await mkdtemp(join(tmpdir(), 'parley-histories-'))
    try {
      for (const id of ['success', 'failure']) await tests.record(id, join(folder, `${id}.json`))
      assert.equal(await tests.replay(folder), 2)
      const recorded = (await Promise.all(['success', 'failure'].map((id) => readFile(join(folder, `${id}.json`), 'utf8')))).join('\n')
      for (const name of [`@${hostname()}`, `${process.pid}@`, dirname(dirname(fileURLToPath(import.meta.url))), 'node_modules']) assert.equal(recorded.includes(name), false, name)
      assert.match(recorded, /"identity":"worker"/)
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})

describe('workflows with skipped time', () => {
  it('sleeps a month at once', async () => {
    const tests = await openWorkflowTests({ workflowsPath, timeSkipping: true })
    try {
      const args = { workflowId: 'month', taskQueue: 'parley', args: [] }
      assert.equal(await tests.withWorkers({}, () => tests.env.client.workflow.execute('sleepMonth', args)), 'awake')
    } finally {
      await tests.close()
    }
  })
})
