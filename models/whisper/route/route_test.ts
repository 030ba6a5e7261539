import { test } from 'node:test'
import type { TestContext } from 'node:test'
import assert from 'node:assert/strict'
import { DomainError } from '../../../domain/errors.ts'
import type { Language } from '../../../domain/language.ts'
import { createFakeClock } from '../../../infra/fake_clock.ts'
import { createLog } from '../../../infra/log.ts'
import type { RecogniseOptions } from '../recogniser.ts'
import { createScriptedRecogniser } from '../scripted.ts'
import type { RecogniserScript, ScriptedRecogniser } from '../scripted.ts'
import type { RoutedModel } from './candidate.ts'
import { REST_MS } from './candidate.ts'
import { openRoute } from './route.ts'

const PCM = new Float32Array(16_000)
const GIGABYTE = 2 ** 30

interface Setting {
  readonly id: string
  readonly languages?: 'any' | readonly Language[]
  readonly here?: boolean
  readonly fetchable?: boolean
  readonly forced?: boolean
  readonly passMs?: number
  readonly script?: RecogniserScript
  /** Thrown by the first time that it is opened. */
  readonly fault?: Error
}

/** Models that are scripted, on a machine as it is told. Each says its own name. */
async function open(t: TestContext, models: readonly Setting[], { freeBytes = 8 * GIGABYTE, basePassMs = 100, base = {} as RecogniserScript } = {}) {
  const clock = createFakeClock()
  const lines: string[] = []
  const heard: { model: string; outcome: string }[] = []
  const measured: { model: string; realTimeFactor: number }[] = []
  const opened = new Map<string, ScriptedRecogniser[]>()
  const fetched: string[] = []
  const folders = new Set(models.filter(({ here = true }) => here).map(({ id }) => id))
  const passes = new Map<unknown, number>()
  const start = (id: string, passMs: number, script: RecogniserScript = {}) => {
    const recogniser = createScriptedRecogniser({ says: id, ...script, transcript: { model: id, ...script.transcript } })
    passes.set(recogniser, passMs)
    opened.set(id, [...(opened.get(id) ?? []), recogniser])
    return recogniser
  }
  const route = await openRoute({
    bundled: { id: 'base', open: async () => start('base', basePassMs, base) },
    models: models.map(({ id, languages = 'any', fetchable = false, forced, script, fault }, index): RoutedModel => ({
      id, languages, forced, work: 4, bytes: 250_000_000,
      find: async () => (folders.has(id) ? `/models/${id}` : null),
      fetch: fetchable ? async () => (fetched.push(id), folders.add(id), `/models/${id}`) : null,
      async open() {
        if (fault && !opened.has(id)) {
          opened.set(id, [])
          throw fault
        }
        return start(id, models[index]!.passMs ?? 200, script)
      },
    })),
    machine: { freeBytes: () => freeBytes },
    measure: async (recogniser) => ({ passMs: passes.get(recogniser)!, realTimeFactor: passes.get(recogniser)! / 4_000 }),
    log: createLog({ level: 'info', write: (line) => lines.push(line) }), clock, idleMs: 60_000, onHeard: (call) => heard.push(call), onMeasured: (speed) => measured.push(speed),
  })
  t.after(() => route.close())
  /** Lets what is under way in the background come to its end: nothing of it waits for time. */
  const settled = async () => {
    for (let turn = 0; turn < 20; turn++) await new Promise<void>((resolve) => setImmediate(resolve))
  }
  await settled()
  return {
    clock, lines, heard, measured, opened, fetched, folders, settled, route,
    hear: async (language: Language | null, options: Partial<RecogniseOptions> = {}) => route.recognise(PCM, { language, ...options }),
    asked: (id: string) => (opened.get(id) ?? []).flatMap(({ asked }) => asked),
  }
}

const SMALL = { id: 'small' } as const
const PHO = { id: 'pho', languages: ['vi'] } as const

test('Vietnamese goes to its own model from its second segment on, the rest to the best general one', async (t) => {
  const { hear, settled, opened } = await open(t, [PHO, SMALL])
  assert.equal((await hear('en')).model, 'small')
  // Nobody spoke Vietnamese so far: its model is not in memory.
  assert.equal(opened.has('pho'), false)
  assert.equal((await hear('vi')).model, 'small')
  await settled()
  assert.equal((await hear('vi')).model, 'pho')
  assert.equal((await hear('pt')).model, 'small')
})

test('a language that is detected for certain is heard again by the model that knows it best', async (t) => {
  const { hear, settled, asked } = await open(t, [PHO], { base: { transcript: { language: 'vi', languageProbability: 0.9, timing: { melMs: 1, encodeMs: 2, decodeMs: 3, windowMs: 8_000, attempts: 1 } } } })
  assert.equal((await hear(null)).model, 'base')
  await settled()
  const { model, language, languageProbability, timing } = await hear(null)
  assert.deepEqual([model, language, languageProbability], ['pho', 'vi', 0.9])
  assert.deepEqual([timing.encodeMs, timing.attempts], [2, 2])
  assert.equal(asked('pho').at(-1)!.options.language, 'vi')
})

test('one that is detected in doubt, or in silence, is heard once', async (t) => {
  for (const transcript of [{ languageProbability: 0.3 }, { text: '' }]) {
    const { hear, settled, asked } = await open(t, [PHO], { base: { transcript: { language: 'vi', ...transcript } } })
    await hear('vi')
    await settled()
    const before = asked('pho').length
    assert.equal((await hear(null)).model, 'base')
    assert.equal(asked('pho').length, before)
  }
})

test('a model that is too slow for live captions here is left, and not even fetched', async (t) => {
  const { hear, opened, lines } = await open(t, [{ ...SMALL, passMs: 900 }])
  assert.equal((await hear('en')).model, 'base')
  assert.equal(opened.get('small')![0]!.closed, true)
  assert.match(lines.join(), /take it 900 ms on this machine, and live captions leave 600/)
  const far = await open(t, [{ ...SMALL, here: false, fetchable: true }], { basePassMs: 300 })
  assert.equal((await far.hear('en')).model, 'base')
  assert.deepEqual(far.fetched, [])
  assert.match(far.lines.join(), /would take it 1200 ms/)
})

test('what was slow while the machine was busy is measured again, later each time', async (t) => {
  const model = { ...SMALL, passMs: 900 }
  const { hear, opened, clock, settled, measured } = await open(t, [model])
  for (const [minutes, times] of [[9, 1], [1, 2], [10, 2], [10, 3]] as const) {
    clock.advance(minutes * 60_000)
    if (times === 3) model.passMs = 300
    await hear('en')
    await settled()
    assert.equal(opened.get('small')!.length, times)
  }
  assert.deepEqual(measured.map(({ model: id, realTimeFactor }) => [id, realTimeFactor]), [['small', 0.225], ['small', 0.225], ['small', 0.075]])
  assert.equal((await hear('en')).model, 'small')
})

test('a language’s own model may take longer, and the operator’s choice as long as it likes', async (t) => {
  const own = await open(t, [{ ...PHO, passMs: 1_200 }])
  await own.hear('vi')
  await own.settled()
  assert.equal((await own.hear('vi')).model, 'pho')
  const chosen = await open(t, [{ ...SMALL, forced: true, here: false, fetchable: true, passMs: 5_000 }], { basePassMs: 2_000 })
  assert.equal((await chosen.hear('en')).model, 'small')
})

test('without memory for it a model stays on the disk, until there is some', async (t) => {
  const { hear, opened, lines } = await open(t, [SMALL], { freeBytes: GIGABYTE })
  assert.equal((await hear('en')).model, 'base')
  assert.equal(opened.has('small'), false)
  assert.match(lines.join(), /1108 MB of memory with something to spare, and 1024 MB are free/)
})

test('a missing model is fetched in the background and used when it is ready', async (t) => {
  const { hear, settled, fetched } = await open(t, [{ ...PHO, here: false, fetchable: true }])
  assert.deepEqual(fetched, [])
  assert.equal((await hear('vi')).model, 'base')
  await settled()
  assert.deepEqual(fetched, ['pho'])
  assert.equal((await hear('vi')).model, 'pho')
})

test('one that may not be fetched is looked for again after a while', async (t) => {
  const { hear, settled, folders, clock } = await open(t, [{ ...SMALL, here: false }])
  folders.add('small')
  await hear('en')
  await settled()
  assert.equal((await hear('en')).model, 'base')
  clock.advance(REST_MS)
  await hear('en')
  await settled()
  assert.equal((await hear('en')).model, 'small')
})

test('a model that fails gives way to the bundled one, is counted, and rests after three times', async (t) => {
  let broken = true
  const script = { before: async () => {
    if (broken) throw new DomainError('timeout', 'no answer')
  } }
  const { hear, heard, asked, lines, clock, settled } = await open(t, [{ ...SMALL, script }])
  for (let call = 0; call < 4; call++) assert.equal((await hear('en')).model, 'base')
  assert.equal(asked('small').length, 3)
  assert.deepEqual(heard.map(({ model, outcome }) => `${model} ${outcome}`).slice(0, 3), ['small failed', 'base heard', 'small failed'])
  assert.match(lines.join(), /recognition-fell-back.*failed 3 times in a row/)
  broken = false
  clock.advance(REST_MS)
  await hear('en')
  await settled()
  assert.equal((await hear('en')).model, 'small')
})

test('what no model could hear, or nobody waits for any more, is no model’s failure', async (t) => {
  const { hear, route, heard } = await open(t, [SMALL])
  await assert.rejects(route.recognise(new Float32Array(), { language: 'en' }), { code: 'invalid-audio' })
  await assert.rejects(hear('en', { signal: AbortSignal.abort(new Error('gone')) }), /gone/)
  assert.deepEqual(heard, [])
})

test('a model that cannot be opened is tried again later; without the bundled one there is nothing', async (t) => {
  const { hear, lines, clock, settled } = await open(t, [{ ...SMALL, fault: new Error('no weights') }])
  assert.equal((await hear('en')).model, 'base')
  assert.match(lines.join(), /recognition-model-not-ready.*no weights/)
  clock.advance(REST_MS)
  await hear('en')
  await settled()
  assert.equal((await hear('en')).model, 'small')
  await assert.rejects(openRoute({
    bundled: { id: 'base', open: async () => {
      throw new DomainError('model-unavailable', 'no weights')
    } },
    models: [], machine: { freeBytes: () => GIGABYTE }, log: createLog({ level: 'error', write: () => {} }),
  }), { code: 'model-unavailable' })
})

test('models that nobody spoke to leave memory, but for the best that hears every language', async (t) => {
  const { hear, clock, settled, opened } = await open(t, [PHO, SMALL])
  await hear('vi')
  await settled()
  await hear('vi')
  clock.advance(61_000)
  await settled()
  const closed = (id: string) => opened.get(id)!.map((recogniser) => recogniser.closed)
  assert.deepEqual([closed('pho'), closed('base'), closed('small')], [[true], [true], [false]])
  assert.equal((await hear('vi')).model, 'small')
  await settled()
  assert.equal((await hear('vi')).model, 'pho')
  const alone = await open(t, [])
  alone.clock.advance(600_000)
  await alone.settled()
  assert.equal(alone.opened.get('base')![0]!.closed, false)
})
