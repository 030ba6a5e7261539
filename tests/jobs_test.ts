import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { DomainError } from '../domain/errors.ts'
import type { Job, JobKind, JobOwner } from '../domain/job.ts'
import { createJobs } from '../functions/jobs/jobs.ts'
import { silentLog } from '../infra/log.ts'
import { countJobs, countWorkers } from '../infra/temporal/count_jobs.ts'
import { listJobs } from '../infra/temporal/list_jobs.ts'
import { openTemporal } from '../infra/temporal/open_temporal.ts'
import { startWorkflow } from '../infra/temporal/start_workflow.ts'
import { inSteps } from '../workflows/heartbeat.ts'
import { openWorkflowTests } from '../workflows/testing.ts'
import type { WorkflowTests } from '../workflows/testing.ts'
import { freePort } from './servers/free_port.ts'

const workflowsPath = fileURLToPath(new URL('fixtures/workflows/all.ts', import.meta.url))
const viewer = (accountId: string, isAdmin = false) => ({ accountId, isAdmin })
const book = { note: async () => {} }

describe('jobs', () => {
  let tests: WorkflowTests
  let jobs: ReturnType<typeof createJobs>
  before(async () => {
    tests = await openWorkflowTests({ workflowsPath })
    jobs = createJobs({ temporal: tests.temporal, log: silentLog })
  })
  after(() => tests.close())

  const start = (id: string, userId: string, tier: JobOwner['tier'] = 'premium') =>
    startWorkflow(tests.temporal, { kind: 'clone-voice', workflow: 'countSheep', id, input: { sheep: 3 }, owner: { userId, tier } })
  const handle = (id: string) => tests.temporal.client.workflow.getHandle(id)
  const root = viewer('u-root', true)
  /** Which of them a worker takes first is the server's to decide. Resolves when it has told how far it is. */
  const firstAtWork = async (ids: readonly string[]): Promise<Job> => {
    for (;;) {
      const found = (await Promise.all(ids.map((id) => jobs.read(root, id)))).find(({ state, progress }) => state === 'working' && progress > 0.1)
      if (found) return found
      await tests.env.sleep(50)
    }
  }
  /** An activity that stands still until it is let go. */
  const gated = () => {
    let open = () => {}
    const gate = new Promise<void>((resolve) => (open = resolve))
    const count = () => inSteps<number, { counted: number; from: number }>(async ({ save, signal }) => {
      save(1, 0.5)
      await Promise.race([gate, new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))])
      return { counted: 3, from: 0 }
    })
    return { activities: { count }, books: book, slots: 1, open }
  }

  it('stand in line, are worked on, and end with a result, each seen by its owner alone', async () => {
    await start('line-1', 'u-bob')
    await start('line-2', 'u-ada')
    const waiting = await jobs.read(viewer('u-ada'), 'line-2')
    assert.equal(waiting.state, 'queued')
    assert.equal(waiting.position, 2)
    const { open, ...workers } = gated()
    await tests.withWorkers(workers, async () => {
      const first = await firstAtWork(['line-1', 'line-2'])
      assert.ok(Math.abs(first.progress - 0.5) < 0.01, `half of 0.1 to 0.9 is ${first.progress}`)
      assert.equal(first.step, 'counting')
      const second = await jobs.read(root, first.id === 'line-1' ? 'line-2' : 'line-1')
      assert.equal(second.state, 'queued')
      assert.ok(second.position! >= 1)
      await assert.rejects(jobs.read(viewer('u-ada'), 'line-1'), { code: 'not-found' })
      assert.equal((await jobs.read(root, 'line-1')).owner.userId, 'u-bob')
      open()
      await Promise.all([handle('line-1').result(), handle('line-2').result()])
    })
    const done = await jobs.read(viewer('u-ada'), 'line-2')
    assert.deepEqual([done.state, done.progress, done.position, done.result], ['done', 1, null, { counted: 3, from: 0 }])
    assert.ok(done.endedAtMs! >= done.startedAtMs)
    await assert.rejects(jobs.retry(viewer('u-ada'), 'line-2'), { code: 'conflict' })
    assert.deepEqual(await start('line-2', 'u-ada'), { id: 'line-2', started: false }, 'what is done is not done again')
  })

  it('fail with their cause, and are tried again by their owner', async () => {
    await start('again', 'u-ada')
    const failing = async () => {
      throw new DomainError('invalid-audio', 'Cannot count the sheep: they are silent')
    }
    await tests.withWorkers({ activities: { count: failing }, books: book }, () => handle('again').result().catch(() => {}))
    const failed = await jobs.read(viewer('u-ada'), 'again')
    assert.deepEqual([failed.state, failed.cause], ['failed', 'invalid-audio'])
    await assert.rejects(jobs.retry(viewer('u-bob'), 'again'), { code: 'not-found' })
    await jobs.retry(viewer('u-ada'), 'again')
    await tests.withWorkers({ activities: { count: async ({ sheep }: { sheep: number }) => ({ counted: sheep, from: 0 }) }, books: book }, () => handle('again').result())
    assert.equal((await jobs.read(viewer('u-ada'), 'again')).state, 'done')
  })

  it('are cancelled by their owner, at work or in line', async () => {
    await start('stop-1', 'u-ada')
    await start('stop-2', 'u-ada')
    const { open: _, ...workers } = gated()
    await tests.withWorkers(workers, async () => {
      const { id: first } = await firstAtWork(['stop-1', 'stop-2'])
      await assert.rejects(jobs.cancel(viewer('u-bob'), first), { code: 'not-found' })
      for (const id of ['stop-1', 'stop-2']) {
        await jobs.cancel(viewer('u-ada'), id)
        await handle(id).result().catch(() => {})
        assert.equal((await jobs.read(viewer('u-ada'), id)).state, 'cancelled')
      }
    })
  })

  it('are listed for their owner, and all of them for administrators', async () => {
    const mine = await jobs.list(viewer('u-ada'))
    assert.deepEqual(mine.jobs.map(({ id }) => id), ['stop-2', 'stop-1', 'again', 'line-2'])
    assert.equal(mine.next, null)
    for (const cursor of ['1', 'ended-', 'ended-999999999999999', `ended-1' OR '1' = '1`]) await assert.rejects(jobs.list(viewer('u-ada'), { cursor }), { code: 'invalid-input' })
    assert.deepEqual((await jobs.list(viewer('u-nobody'))).jobs, [])
    await assert.rejects(jobs.list(viewer('u-ada'), { everyone: true }), { code: 'not-found' })
    assert.equal((await jobs.list(viewer('u-root', true), { everyone: true })).jobs.length, 5)
    await assert.rejects(jobs.list(viewer(`u' OR '1' = '1`)), { code: 'invalid-input' })
  })

  it('are counted by kind and state, and their workers by lane', async () => {
    const { activities, books, open } = gated()
    await tests.withWorkers({ activities, books }, async () => {
      await start('counted', 'u-ada')
      await firstAtWork(['counted'])
      const counts = (await countJobs(tests.temporal)).filter(({ kind, value }) => kind === 'clone-voice' && value > 0)
      assert.deepEqual(counts.map(({ state }) => state).sort(), ['cancelled', 'done', 'failed', 'running'])
      assert.ok((await countWorkers(tests.temporal)).every(({ value }) => value > 0))
      open()
      await handle('counted').result()
    })
  })

  it('leave room for each other: cloned speech that ended well is listed by its kind alone, and pages hold', async () => {
    const speak = (id: string, sheep = 3) =>
      startWorkflow(tests.temporal, { kind: 'cloned-speech', workflow: 'countSheep', id, input: { sheep }, owner: { userId: 'u-cap', tier: 'premium' } })
    const count = async ({ sheep }: { sheep: number }) => {
      if (sheep === 0 && !fit) throw new DomainError('invalid-audio', 'Cannot count the sheep: there are none')
      return { counted: sheep, from: 0 }
    }
    let fit = false
    const said = ['said-1', 'said-2', 'said-3']
    await tests.withWorkers({ activities: { count }, books: book }, async () => {
      await start('cap-voice-1', 'u-cap')
      await start('cap-voice-2', 'u-cap')
      for (const id of said) await speak(id)
      await speak('unsaid', 0)
      await speak('said-later', 0)
      await Promise.all(['cap-voice-1', 'cap-voice-2', ...said].map((id) => handle(id).result()))
      await Promise.all(['unsaid', 'said-later'].map((id) => handle(id).result().catch(() => {})))
      fit = true
      await jobs.retry(viewer('u-cap'), 'said-later')
      await handle('said-later').result()
    })
    await speak('being-said')
    await speak('said-next')
    const pages = async (kind?: JobKind) => {
      const found: string[] = []
      for (let cursor: string | null | undefined; cursor !== null;) {
        const page = await listJobs(tests.temporal, { userId: 'u-cap', kind, cursor, limit: 1 })
        found.push(...page.jobs.map(({ id }) => id))
        cursor = page.next
      }
      return found
    }
    const ids = async (...asked: Parameters<typeof jobs.list>) => (await jobs.list(...asked)).jobs.map(({ id }) => id)
    const [others, speech, voices] = [await pages(), await pages('cloned-speech'), await pages('clone-voice')]
    assert.deepEqual(others.slice(0, 2), ['said-next', 'being-said'])
    assert.deepEqual(others.slice(2).sort(), ['cap-voice-1', 'cap-voice-2', 'unsaid'])
    assert.deepEqual(speech.slice().sort(), ['being-said', 'said-1', 'said-2', 'said-3', 'said-later', 'said-next', 'unsaid'], 'each once, however often it was tried')
    assert.deepEqual(voices.slice().sort(), ['cap-voice-1', 'cap-voice-2'])
    assert.deepEqual(await ids(viewer('u-cap')), others, 'pages of one are in the order of a page of all')
    assert.deepEqual(await ids(root, { everyone: true, kind: 'cloned-speech' }), speech)
    const everyones = await ids(root, { everyone: true })
    assert.deepEqual([everyones.includes('unsaid'), everyones.some((id) => said.includes(id))], [true, false])
    assert.deepEqual(await ids(viewer('u-ada'), { kind: 'cloned-speech' }), [], 'a kind opens nobody else\'s list')
    await Promise.all(['being-said', 'said-next'].map((id) => handle(id).terminate()))
  })

  it('of premium plans never wait for the others, nor the others for them', async () => {
    const begun: string[] = []
    let tell = () => {}
    let open = () => {}
    const gate = new Promise<void>((resolve) => (open = resolve))
    const count = async ({ sheep }: { sheep: number }) => {
      begun.push(sheep === 1 ? 'free' : 'premium')
      tell()
      await gate
      return { counted: sheep, from: 0 }
    }
    const startAll = (tier: JobOwner['tier'], sheep: number) => Promise.all([0, 1, 2, 3].map((i) =>
      startWorkflow(tests.temporal, { kind: 'clone-voice', workflow: 'countSheep', id: `${tier}-${i}`, input: { sheep }, owner: { userId: 'u-eve', tier } })))
    const begins = (number: number) => new Promise<void>((resolve) => {
      tell = () => begun.length >= number && resolve()
      tell()
    })
    await startAll('free', 1)
    await tests.withWorkers({ activities: { count }, books: book, slots: 1 }, async () => {
      await begins(1)
      const next = begins(2)
      await startAll('premium', 2)
      await next
      assert.deepEqual(begun, ['free', 'premium'], 'three free jobs wait behind the first, no premium one behind them')
      open()
      await Promise.all([0, 1, 2, 3].flatMap((i) => [handle(`free-${i}`).result(), handle(`premium-${i}`).result()]))
    })
  })

  it('are unavailable, said as such, where there is no Temporal and while it is away', async () => {
    await assert.rejects(createJobs({ temporal: null, log: silentLog }).list(viewer('u-ada')), { code: 'unavailable' })
    const away = openTemporal({ address: `127.0.0.1:${await freePort()}`, namespace: 'default' }, { log: silentLog })
    assert.equal(await away.ready(), false)
    await assert.rejects(createJobs({ temporal: away, log: silentLog }).list(viewer('u-ada')), { code: 'unavailable' })
    await away.close()
  })
})
