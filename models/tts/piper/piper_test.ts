import { after, test } from 'node:test'
import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile, copyFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { DUB_RATE_HZ } from '../../../domain/audio.ts'
import { startThread } from '../../runtime/thread.ts'
import { BUNDLED_FOLDER } from '../../store/store.ts'
import { openEspeak } from '../espeak/espeak.ts'
import { openPiper } from './piper.ts'
import { prepareVoice } from './prepare.ts'
import { soundOf } from './sound.ts'
import type { Encoded } from './thread.ts'

const MODEL = join(BUNDLED_FOLDER, 'piper-en_US-joe-medium', 'model.onnx')
const cacheFolder = await mkdtemp(join(tmpdir(), 'parley-piper-'))
const espeak = await openEspeak()
const piper = await openPiper({ model: MODEL, languages: ['en'], cacheFolder, espeak, threads: 2 })
after(async () => {
  await piper.close()
  await espeak.close()
  await rm(cacheFolder, { recursive: true })
})
const never = new AbortController().signal
/** "The meeting begins at ten, in the morning", in the voice's numbers; enough for several pieces. */
const IDS = [1, ...[41, 59, 3, 120, 25, 21, 122, 32, 74, 44, 3, 15, 128, 66, 120, 74, 26, 38, 3, 39, 32, 3, 32, 120, 61, 26, 8, 3, 74, 26, 3, 41, 59, 3, 25, 120, 54, 122, 88, 26, 74, 44, 10].flatMap((id) => [0, id]), 0, 2]

test('a sentence’s sound made in pieces is the sound that the voice makes at once', async () => {
  const scales = [0, 1, 0] as const
  const whole = await InferenceSession.create(MODEL, { intraOpNumThreads: 1 })
  const { output } = await whole.run({
    input: new Tensor('int64', BigInt64Array.from(IDS, BigInt), [1, IDS.length]), input_lengths: new Tensor('int64', [BigInt(IDS.length)], [1]), scales: new Tensor('float32', scales, [3]),
  })
  await whole.release()
  const { encoder, decoder } = await prepareVoice(MODEL, cacheFolder)
  const start = (encoderPath: string | null) => startThread(new URL('./thread.ts', import.meta.url), { encoder: encoderPath, decoder: decoder!.path, threads: 1 }, { name: 'piper-test' })
  const threads = [start(encoder), start(null)]
  const encoded = await threads[0]!.call<Encoded>('encode', { ids: IDS, scales })
  const [joined, pieces]: [number[], number[]] = [[], []]
  for await (const piece of soundOf(encoded, { reach: decoder!.reach, threads, signal: never })) {
    joined.push(...piece)
    pieces.push(piece.length)
  }
  await Promise.all(threads.map((thread) => thread.close()))
  assert.ok(pieces.length >= 3)
  const expected = output!.data as Float32Array
  assert.equal(joined.length, expected.length)
  const furthest = joined.reduce((most, value, index) => Math.max(most, Math.abs(value - expected[index]!)), 0)
  assert.ok(furthest < 1e-4, `they differ by ${furthest}`)
})

test('the first sound comes before the sentence is made, and all of it is speech', async () => {
  const pieces: Int16Array[] = []
  for await (const piece of piper.speak({ text: 'The quick brown fox jumps over the lazy dog while he sleeps outside.', language: 'en' }, { signal: never })) pieces.push(piece)
  assert.ok(pieces.length > 3 && pieces[0]!.length < DUB_RATE_HZ / 2)
  const seconds = pieces.reduce((sum, { length }) => sum + length, 0) / DUB_RATE_HZ
  assert.ok(seconds > 2.5 && seconds < 7, `${seconds} s`)
  assert.ok(pieces.some((piece) => piece.some((value) => Math.abs(value) > 8_000)))
})

test('two who speak at once each get their own sentence', async () => {
  const length = async (text: string) => {
    let samples = 0
    for await (const piece of piper.speak({ text, language: 'en' }, { signal: never })) samples += piece.length
    return samples / DUB_RATE_HZ
  }
  const [short, long] = await Promise.all([length('Yes.'), length('We will meet again tomorrow at nine in the large room upstairs, if nobody minds.')])
  assert.ok(short < 2 && long > 3, `${short} and ${long} s`)
})

test('a caller who leaves, another language, and a sentence of nothing are told', async () => {
  const gone = new AbortController()
  await assert.rejects(async () => {
    for await (const _ of piper.speak({ text: 'Hello there, how are you today?', language: 'en' }, { signal: gone.signal })) gone.abort(new Error('gone'))
  }, /gone/)
  await assert.rejects(async () => {
    for await (const _ of piper.speak({ text: 'Olá', language: 'pt' }, { signal: never }));
  }, { code: 'language-unavailable' })
})

test('a voice whose files are broken or missing says so', async () => {
  const folder = await mkdtemp(join(cacheFolder, 'broken-'))
  const model = join(folder, 'model.onnx')
  const open = () => openPiper({ model, languages: ['en'], cacheFolder, espeak, threads: 1 })
  await assert.rejects(open(), { code: 'model-unavailable', message: /settings/ })
  await copyFile(`${MODEL}.json`, `${model}.json`)
  await assert.rejects(open(), { code: 'model-unavailable' })
  await writeFile(model, 'no model')
  await assert.rejects(open(), { code: 'model-unavailable' })
})
