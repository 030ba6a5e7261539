import { test } from 'node:test'
import type { TestContext } from 'node:test'
import assert from 'node:assert/strict'
import { EventEmitter, once } from 'node:events'
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createLog } from '../../infra/log.ts'
import { noMetrics } from '../../infra/metrics/metrics.ts'
import { startHub } from '../../models/store/hub_stand_in.ts'
import { createModelStore } from '../../models/store/store.ts'
import { openRecogniser } from './open_recogniser.ts'

const HUB = fileURLToPath(new URL('../../tests/fixtures/hub/', import.meta.url))
const SMALL = 'onnx-community/whisper-small'
const SPEECH = Float32Array.from({ length: 32_000 }, (_, n) => 0.1 * Math.sin(n / 20))

interface Setting {
  readonly WHISPER_MODEL: string
  readonly models?: 'bundled' | 'full'
  /** Repositories whose files are in the cache as this id. */
  readonly here?: Readonly<Record<string, string>>
}

/** Small models of random weights, the bundled one among them. */
async function open(t: TestContext, { WHISPER_MODEL, models = 'bundled', here = {} }: Setting) {
  const root = await mkdtemp(join(tmpdir(), 'parley-recogniser-'))
  const [bundledFolder, cacheFolder] = [join(root, 'bundled'), join(root, 'cache')]
  await cp(join(HUB, SMALL), join(bundledFolder, 'whisper-base'), { recursive: true })
  for (const [id, repository] of Object.entries(here)) await cp(join(HUB, repository), join(cacheFolder, 'models', id), { recursive: true })
  const files = await readdir(join(HUB, SMALL), { recursive: true, withFileTypes: true })
  const served = await Promise.all(files.filter((file) => file.isFile()).map(async ({ parentPath, name }) => {
    const path = join(parentPath, name)
    return [path.slice(HUB.length), new Uint8Array(await readFile(path))] as const
  }))
  const hub = await startHub(Object.fromEntries(served))
  const events = new EventEmitter()
  const log = createLog({ level: 'info', write: (line) => {
    const { event, model } = JSON.parse(line) as { event: string; model?: string }
    events.emit(`${event} ${model}`)
  } })
  const measured = (model: string) => once(events, `recognition-model-measured ${model}`)
  const store = createModelStore({ cacheFolder, models, hubUrl: hub.url, log, bundledFolder })
  t.after(async () => {
    await hub.close()
    await rm(root, { recursive: true })
  })
  const heard: string[] = []
  const start = async () => {
    const recogniser = await openRecogniser({
      config: { WHISPER_MODEL, WHISPER_THREADS: 1, PARLEY_CACHE: cacheFolder }, store, log,
      metrics: { ...noMetrics, count: (name, labels) => void heard.push([name, ...Object.values(labels)].join(' ')) },
    })
    t.after(() => recogniser.close())
    return async (language: 'vi' | 'en') => (await recogniser.recognise(SPEECH, { language, window: 'quick' })).model
  }
  return { root, hub, measured, start, heard }
}

test('Vietnamese is heard by PhoWhisper where it is, the rest by the bundled model', async (t) => {
  const { start, measured, hub, heard } = await open(t, { WHISPER_MODEL: 'auto', here: { 'phowhisper-small': 'huuquyet/PhoWhisper-small' } })
  const hear = await start()
  const ready = measured('phowhisper-small')
  assert.equal(await hear('vi'), 'whisper-base')
  await ready
  assert.equal(await hear('vi'), 'phowhisper-small')
  assert.equal(await hear('en'), 'whisper-base')
  assert.deepEqual(heard, ['recognised whisper-base heard', 'recognised phowhisper-small heard', 'recognised whisper-base heard'])
  assert.deepEqual(hub.seen, [])
})

test('the operator’s model is fetched in the background and used when it is ready', async (t) => {
  const { start, measured, hub } = await open(t, { WHISPER_MODEL: 'whisper-small', models: 'full' })
  const ready = measured('whisper-small')
  const hear = await start()
  assert.equal(await hear('en'), 'whisper-base')
  await ready
  assert.deepEqual([await hear('en'), await hear('vi')], ['whisper-small', 'whisper-small'])
  assert.ok(hub.seen.some((line) => line.startsWith('GET') && line.includes('encoder_model_quantized.onnx')))
})

test('a folder of the operator’s own is used, with what it says of itself', async (t) => {
  const { root } = await open(t, { WHISPER_MODEL: 'auto' })
  const folder = join(root, 'acft-base')
  await cp(join(HUB, SMALL), folder, { recursive: true })
  await writeFile(join(folder, 'parley.json'), '{ "window": "any" }')
  const own = await open(t, { WHISPER_MODEL: folder })
  const ready = own.measured('acft-base')
  const hear = await own.start()
  await ready
  assert.equal(await hear('en'), 'acft-base')
  assert.ok(own.heard.includes('recognised own heard'))
})

test('a name that is no model, one that is not here, and a folder that is none say what to do', async (t) => {
  const refused = async (WHISPER_MODEL: string, message: RegExp) => {
    const { start } = await open(t, { WHISPER_MODEL })
    await assert.rejects(start(), { code: 'model-unavailable', message })
  }
  await refused('whisper-huge', /"whisper-huge".*choose one of auto, whisper-base, phowhisper-small, whisper-small/)
  await refused('whisper-small', /not on this machine.*models -- pull whisper-small/)
  await refused('/nowhere/whisper', /"config\.json" in "\/nowhere\/whisper": it is not there/)
  const { root } = await open(t, { WHISPER_MODEL: 'auto' })
  const folder = join(root, 'empty')
  await cp(join(HUB, SMALL), folder, { recursive: true })
  await rm(join(folder, 'onnx'), { recursive: true })
  await refused(folder, /not in transformers\.js layout/)
})
