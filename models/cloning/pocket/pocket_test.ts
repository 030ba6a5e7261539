import { after, test } from 'node:test'
import assert from 'node:assert/strict'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Language } from '../../../domain/language.ts'
import { createScriptedVad } from '../../vad/scripted.ts'
import { speakAll, testCloner, TEXT } from '../cloner_contract.ts'
import { startThread } from '../../runtime/thread.ts'
import { loadPocketModel } from './model.ts'
import { createPocket } from './pocket.ts'
import type { PocketOptions } from './pocket.ts'
import { prepareText } from './prepare_text.ts'

const FOLDER = fileURLToPath(new URL('../../../tests/fixtures/hub/KevinAHM/pocket-tts-onnx/onnx/english_2026-04/', import.meta.url))

interface Reference {
  /** By Python's sentencepiece. */
  readonly ids: Readonly<Record<string, readonly number[]>>
  readonly text: string
  /** Every value of the noise. */
  readonly noise: number
  readonly latents: readonly (readonly number[])[]
  readonly samples: number
  /** Every 97th sample. */
  readonly sound: readonly number[]
}

const reference = JSON.parse(await readFile(join(FOLDER, 'reference.json'), 'utf8')) as Reference
const model = await loadPocketModel(FOLDER)
after(() => model.close())
const tone = Float32Array.from({ length: 24_000 }, (_, i) => 0.3 * Math.sin(i * 0.05))
const noise = () => reference.noise / Math.sqrt(0.7)

/** Random weights say nothing: voice activity hears speech in all of it. */
function open(t: { after(work: () => unknown): void }, options: Partial<PocketOptions> = {}) {
  const cloner = createPocket({ bundles: new Map<Language, string>([['en', FOLDER]]), vad: createScriptedVad(() => 0.9), ...options })
  t.after(() => cloner.close())
  return cloner
}

testCloner('Pocket TTS', async (t) => ({
  cloner: open(t), samples: [Int16Array.from(tone, (sample) => sample * 32_767)], speaks: 'en', speaksNot: 'pt', lengthMs: [4_000, 16_000],
}))

test('tokens are those of sentencepiece', () => {
  for (const [text, ids] of Object.entries(reference.ids)) assert.deepEqual(model.tokenizer.encode(text), ids)
  assert.deepEqual(model.tokenizer.encode('   '), [])
  // No piece has it: unknown, and the rest as always.
  assert.ok(model.tokenizer.encode('The 漢').includes(0))
})

test('latents and sound are those of Pocket TTS’ own code, however many frames are decoded at once', async () => {
  const voice = await model.hearVoice(tone)
  const latents: Float32Array[] = []
  for await (const latent of model.speak(reference.ids[reference.text]!, voice, { framesAfterEnd: 1, noise })) {
    latents.push(latent)
    if (latents.length === reference.latents.length) break
  }
  latents.forEach((latent, frame) => latent.forEach((value, i) => assert.ok(Math.abs(value - reference.latents[frame]![i]!) < 1e-4)))
  for (const first of [1, 3, 8]) {
    const decode = model.decoder()
    const sound = [...await decode(latents.slice(0, first)), ...(first < 8 ? await decode(latents.slice(first)) : [])]
    assert.equal(sound.length, reference.samples)
    reference.sound.forEach((value, i) => assert.ok(Math.abs(value - sound[97 * i]!) < 1e-4))
  }
})

test('speech ends a few frames after the model says so, and at a limit when it never does', async () => {
  const voice = await model.hearVoice(tone)
  const frames = async (endLogit: number, ids: readonly number[]) => {
    let count = 0
    for await (const latent of model.speak(ids, voice, { framesAfterEnd: 3, noise, endLogit })) if (latent) count++
    return count
  }
  const ids = model.tokenizer.encode('Thank you!')
  assert.equal(await frames(-100, ids), 6 + 3)
  assert.equal(await frames(100, ids), Math.ceil((ids.length / 3 + 2) * 12.5))
})

test('a text is cut into parts that the model bears, each with a capital and an end', () => {
  const parts = prepareText('we look at the budget first. Then we look at the next. The next meeting is on Monday, at ten. Can you hear me', 'en', model)
  const short = prepareText('thank you', 'en', model)
  assert.deepEqual(parts.map(({ framesAfterEnd }) => framesAfterEnd), [3, 3])
  assert.deepEqual(parts.map(({ ids }) => ids.length <= model.bundle.max_token_per_chunk), [true, true])
  assert.deepEqual(short, [{ ids: model.tokenizer.encode('Thank you.'), framesAfterEnd: 5 }])
  assert.deepEqual(prepareText(' … ', 'en', model), [])
})

test('what is no speech is a failure that may pass, and so is a thread that is another one', async (t) => {
  const samples = [Int16Array.from(tone, (sample) => sample * 32_767)]
  const silent = open(t, { vad: createScriptedVad(() => 0.1) })
  const embedding = await silent.embed(samples)
  await assert.rejects(speakAll(silent, { text: TEXT, language: 'en', embedding }), { code: 'clone-failed', retryable: true })

  const unlike = open(t, { pieceMs: 60_000, start: () => startThread(new URL('../../runtime/_scripted_thread.ts', import.meta.url), {}, { name: 'scripted' }) })
  await assert.rejects(speakAll(unlike, { text: TEXT, language: 'en', embedding }), { code: 'model-unavailable', retryable: true, message: /no method "begin"/ })
})

test('a folder without a model, or with another kind of one, is said to be unusable', async (t) => {
  await assert.rejects(loadPocketModel('/nowhere'), { code: 'model-unavailable', message: /bundle\.json/ })
  const folder = await mkdtemp(join(tmpdir(), 'parley-pocket-'))
  t.after(() => rm(folder, { recursive: true }))
  await cp(FOLDER, folder, { recursive: true })
  await writeFile(join(folder, 'mimi_decoder.onnx'), 'no graph')
  await assert.rejects(loadPocketModel(folder), { code: 'model-unavailable', message: /mimi_decoder/ })
  const bundle = JSON.parse(await readFile(join(folder, 'bundle.json'), 'utf8')) as object
  await writeFile(join(folder, 'bundle.json'), JSON.stringify({ ...bundle, sample_rate: 16_000 }))
  await assert.rejects(loadPocketModel(folder), { code: 'model-unavailable', message: /not one that is known/ })
})
