import { after, before, describe, test } from 'node:test'
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { transcriptSchema } from '../../domain/caption.ts'
import { createLog, silentLog } from '../../infra/log.ts'
import { readWav } from '../../tests/read_wav.ts'
import { makeSound, SOUNDS } from '../../tests/sounds.ts'
import { foldText } from './filter/known.ts'
import { openWhisper } from './open.ts'
import type { Recogniser } from './recogniser.ts'

const FOLDER = fileURLToPath(new URL('../bundled/whisper-base/', import.meta.url))
const fixture = (name: string) => readWav(new URL(`../../tests/fixtures/${name}`, import.meta.url))

describe('the bundled Whisper', () => {
  let whisper: Recogniser
  before(async () => {
    whisper = await openWhisper({ folder: FOLDER, model: 'whisper-base', cacheFolder: join(tmpdir(), 'parley-tests'), log: silentLog, threads: 2, timeoutMs: 120_000 })
  })
  after(() => whisper.close())

  test('writes down what was said, where, and how sure it is', async () => {
    const transcript = await whisper.recognise(await fixture('jfk.wav'), { language: 'en' })
    assert.deepEqual(transcriptSchema.parse(transcript), transcript)
    assert.match(foldText(transcript.text), /^and so my fellow americans ask not what your country can do for you ask what you can do for your country$/)
    assert.equal(transcript.filtered, null)
    assert.ok(transcript.confidence > 0.5)
    assert.ok(transcript.timing.windowMs < 30_000)
    assert.ok(transcript.phrases.length > 0)
    for (const { startMs, endMs } of transcript.phrases) assert.ok(startMs >= 0 && startMs < endMs && endMs <= 11_000)
  })

  test('is told words that may come, which changes neither other words nor where they end', async () => {
    const options = { language: 'en', wordTimes: true } as const
    const [plain, hinted] = [await whisper.recognise(await fixture('jfk.wav'), options), await whisper.recognise(await fixture('jfk.wav'), { ...options, hints: ['Kestrivar', 'spool valve'] })]
    assert.equal(foldText(hinted.text), foldText(plain.text))
    const endOf = ({ pieces }: typeof plain) => pieces!.at(-1)!.endMs
    assert.ok(Math.abs(endOf(hinted) - endOf(plain)) <= 300, `${endOf(hinted)} and ${endOf(plain)} ms`)
  })

  test('finds the language by itself', async () => {
    const { language, languageProbability } = await whisper.recognise(await fixture('jfk.wav'), { language: null })
    assert.equal(language, 'en')
    assert.ok(languageProbability > 0.8)
  })

  test('hears the same in a full window', async () => {
    const transcript = await whisper.recognise(await fixture('librispeech/2033-164914-0005.wav'), { language: 'en', window: 'full' })
    assert.equal(transcript.timing.windowMs, 30_000)
    assert.equal(transcript.timing.attempts, 1)
    assert.ok(transcript.text.length > 20)
  })

  for (const word of ['yes', 'right']) {
    test(`takes down "${word}" spoken alone`, async () => {
      for (const language of ['en', null] as const) {
        const { text, filtered } = await whisper.recognise(await fixture(`${word}.wav`), { language })
        assert.deepEqual([foldText(text), filtered], [word, null])
      }
    })
  }

  for (const sound of SOUNDS) {
    test(`takes nothing down from ${sound}`, async () => {
      for (const language of ['en', 'pt', null] as const) {
        const { text, filtered, phrases } = await whisper.recognise(makeSound(sound, { seconds: 2, seed: 77 }), { language })
        assert.deepEqual([text, phrases], ['', []])
        assert.notEqual(filtered, null)
      }
    })
  }

  test('refuses what is not audio', async () => {
    for (const pcm of [new Float32Array(0), new Float32Array(480_001), Float32Array.of(0, Number.NaN)]) {
      await assert.rejects(whisper.recognise(pcm, { language: 'en' }), { code: 'invalid-audio' })
    }
  })

  test('a caller that goes away gets its own reason, and the next one is served', async () => {
    const leave = new AbortController()
    const left = whisper.recognise(await fixture('jfk.wav'), { language: 'en', window: 'full', signal: leave.signal })
    leave.abort(new Error('gone'))
    await assert.rejects(left, { message: 'gone' })
    const { text } = await whisper.recognise(await fixture('jfk.wav'), { language: 'en' })
    assert.match(text, /country/)
  })
})

test('a folder without a model fails at once', async () => {
  await assert.rejects(openWhisper({ folder: '/nowhere', model: 'none', log: silentLog, threads: 1 }), { code: 'model-unavailable' })
})

test('what takes too long is given up', async () => {
  const hurried = await openWhisper({ folder: FOLDER, model: 'whisper-base', log: silentLog, threads: 1, timeoutMs: 1 })
  await assert.rejects(hurried.recognise(await fixture('jfk.wav'), { language: 'en' }), { code: 'timeout' })
  await hurried.close()
  await assert.rejects(hurried.recognise(new Float32Array(16_000), { language: 'en' }), { code: 'model-unavailable' })
})

test('a Whisper of the hub hears in sized windows, with a cache, and in full ones without', async (t) => {
  const folder = fileURLToPath(new URL('../../tests/fixtures/hub/onnx-community/whisper-small/', import.meta.url))
  const cacheFolder = await mkdtemp(join(tmpdir(), 'parley-whisper-'))
  const lines: string[] = []
  const log = createLog({ level: 'warn', write: (line) => lines.push(line) })
  for (const [cache, windowMs] of [[cacheFolder, 6_000], [undefined, 30_000]] as const) {
    const whisper = await openWhisper({ folder, model: 'whisper-small', log, cacheFolder: cache, threads: 1, timeoutMs: 120_000 })
    t.after(() => whisper.close())
    const transcript = await whisper.recognise(await fixture('jfk.wav').then((pcm) => pcm.subarray(0, 48_000)), { language: 'en', window: 'quick' })
    assert.equal(transcript.timing.windowMs, windowMs)
    assert.equal(transcript.model, 'whisper-small')
  }
  assert.equal(lines.length, 1)
  assert.match(lines[0]!, /model-full-windows.*no cache/)
  await rm(cacheFolder, { recursive: true })
})

test('without timestamps the words are the same, in one phrase', async (t) => {
  const whisper = await openWhisper({ folder: FOLDER, model: 'whisper-base', stated: { timestamps: false }, cacheFolder: join(tmpdir(), 'parley-tests'), log: silentLog, timeoutMs: 120_000 })
  t.after(() => whisper.close())
  for (const language of ['en', null] as const) {
    const { text, phrases, language: heard } = await whisper.recognise(await fixture('jfk.wav'), { language })
    assert.match(foldText(text), /^and so my fellow americans ask not what your country can do for you ask what you can do for your country$/)
    assert.deepEqual([phrases.length, phrases[0]!.startMs, phrases[0]!.endMs, heard], [1, 0, 11_000, 'en'])
  }
})
