import { deepEqual, equal } from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { cancellationSignal } from '@temporalio/activity'
import type { WorkflowHandle } from '@temporalio/client'
import { WorkflowFailedError } from '@temporalio/client'
import type { DubWork } from '../../domain/dub.ts'
import { DomainError } from '../../domain/errors.ts'
import { LANES } from '../../infra/temporal/lanes.ts'
import { statusQuery } from '../status.ts'
import { openWorkflowTests } from '../testing.ts'
import type { WorkflowTests } from '../testing.ts'
import type { DubBooks, DubSpeech } from './activities.ts'
import { DEADLINE_MS } from './messages.ts'
import type { synthesizeClonedSpeech } from './workflow.ts'

const FOLDER = fileURLToPath(new URL('./', import.meta.url))

/** What happens to one dub. */
interface Script {
  readonly prepared: Exclude<Awaited<ReturnType<DubBooks['prepareDub']>>, { next: 'clone' }> | null
  /** One for each attempt of the engine; then it speaks. */
  readonly failures: Error[]
  readonly kept: boolean
  readonly speak: () => Promise<void>
  readonly quickFails: boolean
  /** Before its work began. */
  readonly waitedMs: number
}

/** What was done for it. */
interface Done {
  readonly steps: string[]
  attempts: number
}

let tests: WorkflowTests
let release = () => {}
let workers: Promise<void>
const dubs = new Map<string, Script & Done>()

const books: DubBooks = {
  prepareDub: async (dubId) => dubs.get(dubId)!.prepared
    ?? { next: 'clone', order: { accountId: 'a', voiceId: 'v', engine: 'xtts', version: 1, language: 'pt', text: 'Bom dia', to: `meetings/m/dubs/${dubId}/clone.wav` } },
  async speakDubQuickly(dubId) {
    const { quickFails, steps } = dubs.get(dubId)!
    if (quickFails) throw new DomainError('unavailable', 'No quick voice')
    steps.push('quick')
  },
  async keepClone(dubId) {
    const { kept, steps } = dubs.get(dubId)!
    steps.push('clone')
    return kept
  },
  async settleDub(dubId, cause) {
    const { quickFails, steps } = dubs.get(dubId)!
    steps.push(`settled:${cause}`)
    return { state: quickFails ? 'failed' : 'quick', cause }
  },
}
const activities: DubSpeech = {
  async sayInVoice({ to }) {
    const dub = dubs.get(to.split('/')[3]!)!
    dub.attempts += 1
    await dub.speak()
    const failure = dub.failures.shift()
    if (failure) throw failure
    return { durationMs: 1_500 }
  },
}

before(async () => {
  tests = await openWorkflowTests({ workflowsPath: `${FOLDER}workflow.ts`, timeSkipping: true })
  workers = tests.withWorkers({ activities, books, slots: 8 }, () => new Promise<void>((resolve) => { release = resolve }))
})
after(async () => {
  release()
  await workers
  await tests.close()
})

/** Runs one dub to its end. */
async function run(script: Partial<Script> = {}, during: (handle: WorkflowHandle<typeof synthesizeClonedSpeech>) => Promise<void> = async () => {}) {
  const dubId = `d${dubs.size + 1}`
  const dub = { prepared: null, failures: [], kept: true, speak: async () => {}, quickFails: false, waitedMs: 0, ...script, steps: [] as string[], attempts: 0 }
  dubs.set(dubId, dub)
  const work: DubWork = { dubId, captionId: 'c', language: 'pt', roomId: 'r', accountId: 'a', voiceId: 'v', tier: 'premium', requestedMs: await tests.env.currentTimeMs() - dub.waitedMs }
  const handle = await tests.env.client.workflow.start<typeof synthesizeClonedSpeech>('synthesizeClonedSpeech', { workflowId: `dub-${dubId}`, taskQueue: LANES.premium, args: [work] })
  await during(handle)
  const result = await handle.result().catch((error: unknown) => {
    if (error instanceof WorkflowFailedError) return error
    throw error
  })
  return { result, status: await handle.query(statusQuery), steps: dub.steps, attempts: dub.attempts }
}

test('a caption becomes the clone; the quick voice is there meanwhile, and nothing is settled twice', async () => {
  const { result, status, steps } = await run()
  deepEqual(result, { state: 'ready', cause: null })
  deepEqual([...steps].sort(), ['clone', 'quick'])
  deepEqual(status, { state: 'done', step: 'keeping', progress: 1 })
})

test('what the books refuse stays with the quick voice at once, and says why', async () => {
  for (const cause of ['tier', 'no-engine', 'language', 'consent'] as const) {
    const { result, status, steps, attempts } = await run({ prepared: { next: 'quick', cause } })
    deepEqual(result, { state: 'quick', cause })
    deepEqual([steps, attempts], [['quick', `settled:${cause}`], 0])
    equal(status.cause, cause)
  }
})

test('a dub that is over, or erased, is left alone', async () => {
  const { result, steps } = await run({ prepared: { next: 'over' } })
  deepEqual([result, steps], [{ state: 'over', cause: null }, []])
})

test('an engine that fails five times and then speaks makes the clone', async () => {
  const { result, attempts } = await run({ failures: Array.from({ length: 5 }, () => new DomainError('unavailable', 'The engine answered 500')) })
  deepEqual([result, attempts], [{ state: 'ready', cause: null }, 6])
})

test('an engine that keeps failing, or keeps giving nothing, ends in the quick voice', async () => {
  for (const [code, cause] of [['unavailable', 'engine'], ['clone-failed', 'empty']] as const) {
    const { result, attempts } = await run({ failures: Array.from({ length: 20 }, () => new DomainError(code, 'No speech')) })
    deepEqual([result, attempts], [{ state: 'quick', cause }, 6])
  }
})

test('what trying again cannot help is not tried again', async () => {
  for (const [code, cause] of [['language-unavailable', 'language'], ['clone-unavailable', 'no-engine'], ['forbidden', 'consent'], ['clone-refused', 'engine']] as const) {
    const { result, attempts } = await run({ failures: [new DomainError(code, 'Never')] })
    deepEqual([result, attempts], [{ state: 'quick', cause }, 1])
  }
})

test('a consent that is taken back while the engine speaks keeps the clone from being heard', async () => {
  const { result, steps } = await run({ kept: false })
  deepEqual(result, { state: 'quick', cause: 'consent' })
  deepEqual([...steps].sort(), ['clone', 'quick', 'settled:consent'])
})

test('where not even the quick voice can be made, the line says so', async () => {
  const { result } = await run({ quickFails: true, failures: [new DomainError('clone-refused', 'Never')] })
  deepEqual(result, { state: 'failed', cause: 'engine' })
})

test('cancelling ends in the quick voice, with its cause', async () => {
  let speaking = () => {}
  const begun = new Promise<void>((resolve) => { speaking = resolve })
  const speak = async () => {
    speaking()
    const signal = cancellationSignal()
    await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
  }
  const { result, steps, status } = await run({ speak }, async (handle) => {
    await begun
    await handle.cancel()
  })
  equal(result instanceof WorkflowFailedError, true)
  deepEqual(steps, ['quick', 'settled:cancelled'])
  deepEqual([status.state, status.cause], ['cancelled', 'cancelled'])
})

test('an engine that hangs ends in the quick voice when it is too late', async () => {
  const hang = async () => {
    const signal = cancellationSignal()
    await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
  }
  // Time is not skipped while an activity runs, so this caption has waited for long.
  const { result, steps } = await run({ speak: hang, waitedMs: DEADLINE_MS })
  deepEqual(result, { state: 'quick', cause: 'slow' })
  deepEqual(steps, ['quick', 'settled:slow'])
})

test('histories of earlier versions go on with the workflow of today', async () => {
  equal(await tests.replay(`${FOLDER}histories`) > 0, true)
})
