import { deepEqual, equal, rejects } from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { WorkflowFailedError } from '@temporalio/client'
import { CancelledFailure } from '@temporalio/common'
import { DomainError } from '../../domain/errors.ts'
import type { CloneOrder } from '../../functions/dubs/say_in_voice.ts'
import { LANES } from '../../infra/temporal/lanes.ts'
import type { DubSpeech } from '../synthesize_cloned_speech/activities.ts'
import { causeOf } from '../failures.ts'
import { inSteps } from '../heartbeat.ts'
import { statusQuery } from '../status.ts'
import { openWorkflowTests } from '../testing.ts'
import type { WorkflowTests } from '../testing.ts'
import type { PhraseBooks } from './activities.ts'
import type { sayPhrasesAhead } from './workflow.ts'

const FOLDER = fileURLToPath(new URL('./', import.meta.url))

interface Script {
  /** null: nobody can say which. */
  readonly phrases: readonly string[] | null
  readonly fails: (text: string) => boolean
  readonly stands: (text: string) => boolean
  readonly said: string[]
  /** Called with each phrase before it is said. */
  readonly saying: (text: string, signal: AbortSignal) => Promise<void>
}

let tests: WorkflowTests
let release = () => {}
let workers: Promise<void>
const scripts = new Map<string, Script>()

function ordersOf({ phrases }: Script): readonly string[] {
  if (phrases === null) throw new DomainError('internal', 'The list is broken')
  return phrases
}

const books: PhraseBooks = {
  phraseOrders: async ({ accountId, language }) => ordersOf(scripts.get(accountId)!).map((text): CloneOrder => ({ accountId, voiceId: 'v', engine: 'xtts', version: 1, language, text, to: `phrases/${text}.wav` })),
  keepPhraseAhead: async ({ accountId, text }) => scripts.get(accountId)!.stands(text),
}
const activities: DubSpeech = {
  sayInVoice: ({ accountId, text }) => inSteps<null, { durationMs: number }>(async ({ signal }) => {
    const { fails, said, saying } = scripts.get(accountId)!
    said.push(text)
    await saying(text, signal)
    if (fails(text)) throw new DomainError('unavailable', 'The engine answered 500')
    return { durationMs: 800 }
  }),
}

before(async () => {
  tests = await openWorkflowTests({ workflowsPath: `${FOLDER}workflow.ts`, timeSkipping: true })
  workers = tests.withWorkers({ activities, books }, () => new Promise<void>((resolve) => { release = resolve }))
})
after(async () => {
  release()
  await workers
  await tests.close()
})

async function start(script: Partial<Script>) {
  const accountId = `a${scripts.size + 1}`
  const full: Script = { phrases: ['Sim.', 'Não.', 'Olá.', 'Obrigado.', 'Certo.'], fails: () => false, stands: () => true, said: [], saying: async () => {}, ...script }
  scripts.set(accountId, full)
  const handle = await tests.env.client.workflow.start<typeof sayPhrasesAhead>('sayPhrasesAhead', { workflowId: `phrases-${accountId}`, taskQueue: LANES.others, args: [{ accountId, language: 'pt' }] })
  return { handle, said: full.said }
}

async function run(script: Partial<Script>) {
  const { handle, said } = await start(script)
  return { ...await handle.result(), tried: said }
}

test('common phrases are said one after the other', async () => {
  deepEqual(await run({}), { said: 5, tried: ['Sim.', 'Não.', 'Olá.', 'Obrigado.', 'Certo.'] })
  equal((await run({ phrases: [] })).said, 0)
})

test('a phrase that fails twice is left out, and an engine that keeps failing is left alone', async () => {
  deepEqual(await run({ fails: (text) => text === 'Não.' }), { said: 4, tried: ['Sim.', 'Não.', 'Não.', 'Olá.', 'Obrigado.', 'Certo.'] })
  equal((await run({ fails: () => true })).tried.length, 6)
})

test('nothing more is said once the voice is gone', async () => {
  deepEqual(await run({ stands: (text) => text !== 'Não.' }), { said: 1, tried: ['Sim.', 'Não.'] })
})

test('without its list it fails, with the cause', async () => {
  const { handle, said } = await start({ phrases: null })
  await rejects(handle.result(), (error) => error instanceof WorkflowFailedError && causeOf(error.cause) === 'internal')
  deepEqual([said, (await handle.query(statusQuery)).state], [[], 'failed'])
})

test('cancelling ends it in the middle of a phrase, and none after it is said', async () => {
  let second = () => {}
  const begun = new Promise<void>((resolve) => { second = resolve })
  const { handle, said } = await start({
    async saying(text, signal) {
      if (text !== 'Não.') return
      second()
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    },
  })
  await begun
  await handle.cancel()
  await rejects(handle.result(), (error) => error instanceof WorkflowFailedError && error.cause instanceof CancelledFailure)
  deepEqual([said, (await handle.query(statusQuery)).state], [['Sim.', 'Não.'], 'cancelled'])
})

test('histories of earlier versions go on with the workflow of today', async () => {
  equal(await tests.replay(`${FOLDER}histories`) > 0, true)
})
