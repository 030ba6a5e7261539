import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, before, beforeEach, test } from 'node:test'
import { stallAfter, wrongBytes } from '../../models/store/hub_faults.ts'
import { startHub } from '../../models/store/hub_stand_in.ts'
import type { HubStandIn } from '../../models/store/hub_stand_in.ts'
import { readHubFolder } from '../../tests/hub_fixtures.ts'
import { startRemoteSettings } from '../../models/translation/firefox/remote_settings_stand_in.ts'
import type { RemoteSettingsStandIn } from '../../models/translation/firefox/remote_settings_stand_in.ts'
import { SetupError } from '../setup/fail.mjs'
import { runModels } from './run_models.ts'

const PAIR_FILES = { model: new Uint8Array(30_000).fill(1), lex: new Uint8Array(2_000).fill(2), vocab: new Uint8Array(500).fill(3) }
const DECODER = 'onnx/decoder_model_merged_quantized.onnx'

let hub: HubStandIn, registry: RemoteSettingsStandIn, cache: string
let told: string
before(async () => {
  hub = await startHub(await readHubFolder(['onnx-community/whisper-small', 'Xenova/nllb-200-distilled-600M']))
  registry = await startRemoteSettings([{ from: 'en', to: 'es', files: PAIR_FILES }])
})
after(() => Promise.all([hub.close(), registry.close()]))
beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'parley-models-'))
  hub.spoil = null
})
afterEach(() => rm(cache, { recursive: true }))

async function run(args: string, { columns, signal, tell = () => {} }: { columns?: number; signal?: AbortSignal; tell?: (text: string) => void } = {}): Promise<string> {
  const lines: string[] = []
  told = ''
  await runModels(args.split(' '), {
    environment: { PARLEY_CACHE: cache, HF_ENDPOINT: hub.url, FIREFOX_MODELS_URL: registry.url }, write: (line) => void lines.push(line), columns, signal,
    tell: (text) => {
      told += text
      tell(text)
    },
  })
  return lines.join('\n')
}
const fails = (pattern: RegExp) => (error: unknown) => error instanceof SetupError && pattern.test(error.message)
const row = (list: string, id: string) => list.split('\n').find((line) => line.startsWith(`${id} `)) ?? ''

test('the list says what each model is for, what it takes, its licence, and where it is', async () => {
  const list = await run('list')
  assert.match(row(list, 'whisper-base'), /bundled +83 MB +MIT +\d+ languages +not measured yet +speech-to-text: what is said/)
  assert.match(row(list, 'whisper-small'), /can be fetched +252 MB +MIT/)
  assert.match(row(list, 'nllb-200-distilled-600M'), /CC-BY-NC-4\.0 \(!\)/)
  assert.match(row(list, 'silero-vad'), /2\.3 MB +MIT +any/)
  assert.match(list, /\(!\) Not for commercial use: nllb-200-distilled-600M\./)
  assert.match(list, /can be fetched \(MPL-2\.0, .* each\), as firefox-FROM-TO:\n  en-es/)
  const all = JSON.parse(await run('list --json')) as { id: string; where: string; nonCommercial: boolean; speed: unknown; languages: unknown }[]
  const pair = all.find(({ id }) => id === 'firefox-en-es')
  assert.deepEqual([pair?.where, pair?.nonCommercial, pair?.speed, pair?.languages], ['can-be-fetched', false, null, ['en', 'es']])
})

test('what is pulled is whole, has its record, and is told; once more is a look', async () => {
  assert.match(await run('pull whisper-small firefox-en-es'), /whisper-small is here: 0\.\d MB, checked\.\nfirefox-en-es is here: 0\.0 MB, checked\./)
  assert.match(row(await run('list'), 'whisper-small'), /on disk +0\.\d MB .* not measured yet/)
  assert.equal(await run('verify whisper-small firefox-en-es'), 'whisper-small: whole\nfirefox-en-es: whole')
  const asked = hub.seen.length
  assert.equal(await run('pull whisper-small whisper-base'), 'whisper-small is here already, whole.\nwhisper-base ships with Parley.')
  assert.equal(hub.seen.length, asked)
  assert.match(await run('pull nllb-200-distilled-600M'), /licence, CC-BY-NC-4\.0, forbids commercial use/)
})

test('a pull that is ended goes on where it stopped', async () => {
  const leave = new AbortController()
  hub.spoil = stallAfter(60_000, { fromBytes: 250_000 })
  const file = join(cache, 'models/whisper-small', `${DECODER}.part`)
  const sizeOf = () => stat(file).then(({ size }) => size, () => 0)
  const left = assert.rejects(run('pull whisper-small', { signal: leave.signal }), /Ctrl-C/)
  while (await sizeOf() === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  leave.abort(new Error('Ctrl-C'))
  await left
  assert.match(told, /what has come so far stays, and the same command goes on from there\n$/)
  const part = await sizeOf()
  assert.ok(part > 0 && part <= 60_000)
  assert.match(row(await run('list'), 'whisper-small'), /begun/)
  assert.match(await run('verify'), /whisper-small: begun, not whole: "npm run models -- pull whisper-small" goes on/)
  await run('pull whisper-small')
  assert.ok(hub.seen.some((line) => line.endsWith(`${DECODER} bytes=${part}-`)))
  assert.equal(await run('verify whisper-small'), 'whisper-small: whole')
})

test('progress is a bar on a terminal, and plain lines elsewhere', async () => {
  await run('pull whisper-small', { columns: 120 })
  assert.match(told, /\r\x1b\[K\[#*·*\] whisper-small \d+ % \(.*B of .*B\)/)
  await run('remove whisper-small')
  await run('pull whisper-small')
  assert.doesNotMatch(told, /\r|\[#/)
  assert.match(told, /^whisper-small \d+ % \(.*\n/)
})

test('broken files are named with what to do, and a pull puts them right', async () => {
  await run('pull whisper-small firefox-en-es')
  await writeFile(join(cache, 'models/whisper-small', DECODER), 'other')
  await rm(join(cache, 'models/firefox-en-es/lex.bin'))
  await assert.rejects(run('verify'), fails(/whisper-small: onnx\/decoder.* is damaged: run "npm run models -- pull whisper-small"\.\nfirefox-en-es: lex\.bin is missing/))
  await run('pull whisper-small firefox-en-es')
  assert.match(told, /whisper-small: onnx\/decoder.* is damaged; fetching it again/)
  assert.equal(await run('verify whisper-small firefox-en-es'), 'whisper-small: whole\nfirefox-en-es: whole')
})

test('a bundled model that is broken is git’s to put right', async () => {
  const bundled = join(cache, 'bundled')
  await mkdir(join(bundled, 'silero-vad'), { recursive: true })
  await writeFile(join(bundled, 'SHA256SUMS'), `${'0'.repeat(64)}  ./silero-vad/model.onnx\n`)
  await writeFile(join(bundled, 'silero-vad/model.onnx'), 'x')
  const verify = runModels(['verify', 'silero-vad'], { environment: { PARLEY_CACHE: cache }, write: () => {}, tell: () => {}, bundledFolder: bundled })
  await assert.rejects(verify, fails(/silero-vad: model\.onnx is damaged: run "git checkout models\/bundled\/silero-vad"/))
})

test('one that fails does not keep the others from coming, and says why', async () => {
  hub.spoil = wrongBytes({ fromBytes: 250_000, times: 9 })
  await assert.rejects(run('pull whisper-small firefox-en-es'), fails(/whisper-small: Cannot download .*decoder_model.*not the file that was announced/))
  hub.spoil = null
  assert.equal(await run('verify firefox-en-es'), 'firefox-en-es: whole')
  await assert.rejects(run('pull phowhisper-small --json'), fails(/404 \(EntryNotFound\)/))
})

test('what is removed frees its space; what ships or is in use stays', async () => {
  await run('pull whisper-small firefox-en-es')
  await assert.rejects(run('remove whisper-small whisper-base'), fails(/"whisper-base" ships with Parley and stays/))
  await mkdir(join(cache, 'models/.claims'), { recursive: true })
  await writeFile(join(cache, 'models/.claims/whisper-small.1'), JSON.stringify({ host: hostname(), since: '' }))
  await assert.rejects(run('remove whisper-small'), fails(/"whisper-small" is in use by process 1: stop Parley/))
  await rm(join(cache, 'models/.claims/whisper-small.1'))
  assert.match(await run('remove whisper-small firefox-en-es'), /^whisper-small is removed: 0\.\d MB are free again\.\nfirefox-en-es is removed/)
  assert.deepEqual((await readdir(join(cache, 'models'))).filter((name) => /^(whisper-|firefox-en)/.test(name)), [])
  assert.equal(await run('remove whisper-small'), 'whisper-small was not on this machine.')
})

test('what is measured is kept, and shown from then on', async () => {
  const speed = { value: 0.1234, unit: 'realtime', measuredAt: '2026-01-01T00:00:00.000Z', processor: 'x' }
  await mkdir(join(cache, 'models'))
  await writeFile(join(cache, 'models/speeds.json'), JSON.stringify({ 'whisper-base': speed }))
  assert.match(row(await run('list'), 'whisper-base'), /0\.12 × real time/)
  assert.match(await run('list --measure silero-vad'), /^id .*\nsilero-vad .*× real time/)
  const kept = JSON.parse(await readFile(join(cache, 'models/speeds.json'), 'utf8'))
  assert.deepEqual(Object.keys(kept).sort(), ['silero-vad', 'whisper-base'])
  assert.deepEqual(kept['whisper-base'], speed)
  assert.match(told, /silero-vad: 0\.\d+ × real time/)
})

test('mistakes say how it is used, and which models were meant', async () => {
  await assert.rejects(run('pull whisper-smal'), fails(/no model "whisper-smal": did you mean "whisper-small"/))
  await assert.rejects(run('remove xyzzyxyzzy'), fails(/no model "xyzzyxyzzy": "npm run models -- list" shows all/))
  for (const args of ['', 'sing', 'pull', 'pull whisper-small --all', 'remove', 'verify --all']) await assert.rejects(run(args), fails(/npm run models takes one of/), args)
  await assert.rejects(runModels(['list'], { environment: { HF_ENDPOINT: 'hub' }, write: () => {}, tell: () => {} }), fails(/HF_ENDPOINT/))
})
