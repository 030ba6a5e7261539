import { test } from 'node:test'
import type { TestContext } from 'node:test'
import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFakeClock } from '../../../infra/fake_clock.ts'
import { createLog, silentLog } from '../../../infra/log.ts'
import { asCatalogue } from './as_catalogue.ts'
import { refusalOf } from './failure.ts'
import { openFirefoxPairs } from './pairs.ts'
import { startRemoteSettings } from './remote_settings_stand_in.ts'
import type { Offer } from './remote_settings_stand_in.ts'

const EN_ES = { from: 'en', to: 'es' } as const
const bytesOf = (length: number, seed: number) => new Uint8Array(length).map((_, at) => (at * 31 + seed) & 255)
const FILES = { model: bytesOf(300_000, 1), lex: bytesOf(20_000, 2), vocab: bytesOf(5_000, 3) }
const OFFERS: readonly Offer[] = [
  { ...EN_ES, files: FILES },
  { from: 'en', to: 'zh-Hans', compressed: true, version: '3.0', files: { model: FILES.model, srcvocab: FILES.vocab, trgvocab: FILES.lex } },
]

async function open(t: TestContext, { log = silentLog } = {}) {
  const cacheFolder = await mkdtemp(join(tmpdir(), 'parley-pairs-'))
  const server = await startRemoteSettings(OFFERS)
  t.after(() => Promise.all([server.close(), rm(cacheFolder, { recursive: true })]))
  const clock = createFakeClock(Date.UTC(2026, 0, 1))
  const pairsAgain = () => openFirefoxPairs({ cacheFolder, url: server.url, log, clock })
  return { server, clock, cacheFolder, pairs: pairsAgain(), pairsAgain, folder: (id: string) => join(cacheFolder, 'models', id) }
}

const refusal = (work: Promise<unknown>) => work.then(() => assert.fail('it was fetched'), refusalOf)

test('nothing is asked before somebody wants something, and the list is there all the same', async (t) => {
  const { pairs, server } = await open(t)
  assert.ok((await pairs.list()).some(({ from, to, folder, bytes }) => from === 'en' && to === 'es' && folder === null && bytes === null))
  assert.deepEqual(server.seen, [])
})

test('a direction is fetched once, with progress, and is here from then on, in other processes as well', async (t) => {
  const { pairs, pairsAgain, server, folder } = await open(t)
  const progress: { doneBytes: number; totalBytes: number }[] = []
  const [first, second] = await Promise.all([pairs.fetch(EN_ES, { onProgress: (step) => progress.push(step) }), pairs.fetch(EN_ES)])
  assert.deepEqual([first, second], [folder('firefox-en-es'), folder('firefox-en-es')])
  assert.ok((await readFile(join(first, 'model.bin'))).equals(FILES.model))
  assert.deepEqual((await readdir(first)).sort(), ['SHA256SUMS', 'lex.bin', 'model.bin', 'pair.json', 'vocab.spm'])
  assert.deepEqual(progress.at(-1), { doneBytes: 325_000, totalBytes: 325_000 })
  const asked = server.seen.length
  assert.equal(await pairsAgain().fetch(EN_ES), first)
  assert.equal(server.seen.length, asked)
  assert.ok((await pairsAgain().list()).some(({ id, folder: at }) => id === 'firefox-en-es' && at === first))
})

test('compressed files are unpacked, each vocabulary under its name', async (t) => {
  const { pairs } = await open(t)
  const folder = await pairs.fetch({ from: 'en', to: 'zh' })
  assert.ok((await readFile(join(folder, 'model.bin'))).equals(FILES.model))
  assert.ok((await readFile(join(folder, 'trgvocab.spm'))).equals(FILES.lex))
  assert.deepEqual((await readdir(folder)).sort(), ['SHA256SUMS', 'model.bin', 'pair.json', 'srcvocab.spm', 'trgvocab.spm'])
})

test('what a killed process left is gone on with', async (t) => {
  const { pairs, server, folder } = await open(t)
  const controller = new AbortController()
  server.spoil = (response, bytes, kind) => {
    if (kind !== 'model') return false
    response.writeHead(200, { 'content-length': bytes.length })
    response.write(bytes.subarray(0, 100_000))
    return true
  }
  await assert.rejects(pairs.fetch(EN_ES, {
    signal: controller.signal,
    onProgress: ({ doneBytes }) => doneBytes >= 100_000 && controller.abort(new Error('killed')),
  }), /killed/)
  server.spoil = null
  const at = await pairs.fetch(EN_ES)
  assert.ok((await readFile(join(at, 'model.bin'))).equals(FILES.model))
  assert.ok(server.seen.some((line) => /^GET \/attachments\/.* bytes=100000-$/.test(line)), server.seen.join('\n'))
  assert.deepEqual((await readdir(folder('.'))).filter((name) => /part|lock/.test(name)), [])
})

test('bytes that are not the announced ones are thrown away, said, and may be tried again', async (t) => {
  const { pairs, server } = await open(t)
  server.spoil = (response, bytes) => {
    response.writeHead(200, { 'content-length': bytes.length }).end(bytes.map((byte) => byte ^ 1))
    return true
  }
  assert.equal(await refusal(pairs.fetch(EN_ES)), 'damaged')
  server.spoil = null
  assert.ok((await readFile(join(await pairs.fetch(EN_ES), 'model.bin'))).equals(FILES.model))
})

test('an attachment that is gone, a server that is away and a language that does not exist each say so', async (t) => {
  const { pairs, server } = await open(t)
  server.spoil = (response) => {
    response.writeHead(404).end()
    return true
  }
  assert.equal(await refusal(pairs.fetch(EN_ES)), 'refused')
  assert.equal(await refusal(pairs.fetch({ from: 'en', to: 'yo' })), 'none')
  const away = await open(t)
  await away.server.close()
  assert.equal(await refusal(away.pairs.fetch(EN_ES)), 'offline')
})

test('without a network the last list stands, and the log says how old it is', async (t) => {
  const lines: string[] = []
  const { pairs, pairsAgain, server, clock } = await open(t, { log: createLog({ level: 'info', write: (line) => lines.push(line) }) })
  await pairs.refresh()
  assert.equal((await pairs.list()).find(({ id }) => id === 'firefox-en-es')?.bytes, 325_000)
  await server.close()
  clock.advance(3 * 24 * 60 * 60_000)
  const later = pairsAgain()
  await later.refresh()
  assert.equal((await later.list()).length, 2)
  assert.match(lines.join('\n'), /translation-catalogue-old.*259200000/)
})

test('a full disk is told by what the system says of it', async () => {
  assert.equal(refusalOf(Object.assign(new Error('write'), { code: 'ENOSPC' })), 'disk-full')
  assert.equal(refusalOf(new Error('x', { cause: Object.assign(new Error('write'), { code: 'EDQUOT' }) })), 'disk-full')
})

test('a lock that a process left is taken over; one that is held is waited for', async (t) => {
  const { pairs, pairsAgain, server, folder } = await open(t)
  await mkdir(folder('.'), { recursive: true })
  const lock = folder('firefox-en-es.lock')
  await writeFile(lock, '')
  const old = new Date(Date.now() - 60_000)
  await utimes(lock, old, old)
  // Two processes at once: the attachments are sent once.
  await Promise.all([pairs.fetch(EN_ES), pairsAgain().fetch(EN_ES)])
  assert.equal(server.seen.filter((line) => line.startsWith('GET /attachments/')).length, 3)
})

test('people list, pull and remove directions as models', async (t) => {
  const { pairs, folder } = await open(t)
  const catalogue = asCatalogue(pairs)
  assert.deepEqual((await catalogue.list()).find(({ id }) => id === 'firefox-en-es')?.languages, ['en', 'es'])
  assert.equal(await catalogue.pull('firefox-en-es'), folder('firefox-en-es'))
  await assert.rejects(catalogue.pull('firefox-en-xx'), { code: 'model-unavailable' })
  assert.equal(await pairs.remove(EN_ES), true)
  assert.equal(await pairs.remove(EN_ES), false)
  assert.ok((await pairs.list()).every(({ folder: at }) => at === null))
})
