import { deepEqual, equal } from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { DomainError } from '../../domain/errors.ts'
import type { CloneOrder } from '../../functions/dubs/say_in_voice.ts'
import { LANES } from '../../infra/temporal/lanes.ts'
import type { DubSpeech } from '../synthesize_cloned_speech/activities.ts'
import { openWorkflowTests } from '../testing.ts'
import type { WorkflowTests } from '../testing.ts'
import type { PhraseBooks } from './activities.ts'
import type { sayPhrasesAhead } from './workflow.ts'

const FOLDER = fileURLToPath(new URL('./', import.meta.url))

interface Script {
  readonly phrases: readonly string[]
  readonly fails: (text: string) => boolean
  readonly stands: (text: string) => boolean
  readonly said: string[]
}

let tests: WorkflowTests
let release = () => {}
let workers: Promise<void>
const scripts = new Map<string, Script>()

const books: PhraseBooks = {
  phraseOrders: async ({ accountId, language }) => scripts.get(accountId)!.phrases.map((text): CloneOrder => ({ accountId, voiceId: 'v', engine: 'xtts', version: 1, language, text, to: `phrases/${text}.wav` })),
  keepPhraseAhead: async ({ accountId, text }) => scripts.get(accountId)!.stands(text),
}
const activities: DubSpeech = {
  async sayInVoice({ accountId, text }) {
    const { fails, said } = scripts.get(accountId)!
    said.push(text)
    if (fails(text)) throw new DomainError('unavailable', 'The engine answered 500')
    return { durationMs: 800 }
  },
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

async function run(script: Partial<Script>) {
  const accountId = `a${scripts.size + 1}`
  const full: Script = { phrases: ['Sim.', 'Não.', 'Olá.', 'Obrigado.', 'Certo.'], fails: () => false, stands: () => true, said: [], ...script }
  scripts.set(accountId, full)
  const result = await tests.env.client.workflow.execute<typeof sayPhrasesAhead>('sayPhrasesAhead', { workflowId: `phrases-${accountId}`, taskQueue: LANES.others, args: [{ accountId, language: 'pt' }] })
  return { ...result, tried: full.said }
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

test('histories of earlier versions go on with the workflow of today', async () => {
  equal(await tests.replay(`${FOLDER}histories`) > 0, true)
})
