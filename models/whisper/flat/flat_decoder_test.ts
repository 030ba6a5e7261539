import { after, before, describe, test } from 'node:test'
import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Tensor } from 'onnxruntime-node'
import { readWav } from '../../../tests/read_wav.ts'
import { BUNDLED_FOLDER } from '../../store/store.ts'
import { probability } from '../decode/row.ts'
import type { Row } from '../decode/row.ts'
import { createLogMel } from '../mel/log_mel.ts'
import { openEncoder } from '../session/encoder.ts'
import type { EncodedAudio } from '../session/encoder.ts'
import { languageProbability } from '../session/language.ts'
import { openFlatDecoder } from '../session/flat_decoder.ts'
import { openMergedDecoder } from '../session/merged_decoder.ts'
import type { Decoder } from '../session/decoder.ts'
import { readVocabulary } from '../session/vocabulary.ts'
import type { Vocabulary } from '../session/vocabulary.ts'

const FOLDER = join(BUNDLED_FOLDER, 'whisper-base')
const SOURCE = join(FOLDER, 'onnx', 'decoder_model_merged_quantized.onnx')
/** "<|startoftranscript|><|en|><|transcribe|><|0.00|> And so my fellow Americans" */
const TOKENS = [50258, 50259, 50359, 50364, 400, 370, 452, 7177, 6280]
const each = TOKENS.map((_, index) => index)

async function listen(): Promise<EncodedAudio> {
  const encoder = await openEncoder(FOLDER, { threads: 2, traits: { mels: 80, steps: 1500 }, cacheFolder: null })
  try {
    const pcm = await readWav(new URL('../../../tests/fixtures/jfk.wav', import.meta.url))
    return await encoder.encode(createLogMel({ mels: 80 })(pcm.subarray(0, 64_000), 96_000), 600)
  } finally {
    await encoder.close()
  }
}

/** Log-probability of the likeliest word among all tokens. */
function said({ logit, mass, hushedMass, tail }: Row): number {
  const top = Math.max(logit, ...tail)
  const total = top + Math.log((mass + hushedMass) * Math.exp(logit - top) + tail.reduce((sum, value) => sum + Math.exp(value - top), 0))
  return logit - total
}

describe('the bundled decoder as a flat graph', () => {
  let cacheFolder: string
  let encoded: EncodedAudio
  let vocabulary: Vocabulary
  let flat: Decoder
  let merged: Decoder
  before(async () => {
    cacheFolder = await mkdtemp(join(tmpdir(), 'parley-flat-'))
    vocabulary = await readVocabulary(FOLDER)
    encoded = await listen()
    const opened = await openFlatDecoder(SOURCE, { threads: 2, cacheFolder, vocabulary })
    assert.ok(opened)
    ;[flat, merged] = [opened, await openMergedDecoder(SOURCE, { threads: 2, vocabulary })]
  })
  after(async () => {
    await Promise.all([flat.close(), merged.close()])
    await rm(cacheFolder, { recursive: true })
  })

  test('it tells when each word ends, where that is asked for, also after words were taken back', async () => {
    const sequence = await flat.begin(encoded, { times: true })
    await sequence.append([...TOKENS, 11, 11], [0])
    sequence.drop(2)
    // "And so my fellow Americans" in the first four seconds: each token's place comes from its predecessor.
    const heardAt = sequence.heardAt!(200).slice(3)
    assert.equal(heardAt.length, TOKENS.length - 3)
    const words = heardAt.slice(0, 5)
    assert.deepEqual(words, words.toSorted((a, b) => a - b))
    assert.ok(words[0]! < 40 && words.at(-1)! > 70 && words.at(-1)! < 120, words.join())
    assert.equal((await flat.begin(encoded)).heardAt, undefined)
    assert.equal((await merged.begin(encoded, { times: true })).heardAt, undefined)
  })

  test('says what the merged one says of real speech', async () => {
    assert.equal(flat.vocabularySize, merged.vocabularySize)
    const [a, b] = await Promise.all([flat, merged].map(async (decoder) => (await decoder.begin(encoded)).append(TOKENS, each))) as [Row[], Row[]]
    for (const [index, token] of TOKENS.entries()) {
      if (index > 3) assert.deepEqual([a[index - 1]!.token, b[index - 1]!.token], [token, token])
      assert.ok(a[index]!.token < vocabulary.endOfText && !vocabulary.suppressed.includes(a[index]!.token))
    }
    const speech = [a, b].map(([start]) => probability(start!, vocabulary.noSpeech - vocabulary.endOfText))
    const english = [a, b].map(([start]) => languageProbability(start!, 'en', vocabulary))
    assert.ok(Math.abs(speech[0]! - speech[1]!) < 0.1 && Math.abs(english[0]! - english[1]!) < 0.1, `${speech.join()} ${english.join()}`)
  })

  test('says the same step by step, at once, and after tokens that were taken back', async () => {
    const atOnce = await (await flat.begin(encoded)).append(TOKENS, each)
    const stepwise = await flat.begin(encoded)
    const retold = await flat.begin(encoded)
    await retold.append([...TOKENS.slice(0, 4), 11, 12, 13], [0])
    retold.drop(3)
    const rest = await retold.append(TOKENS.slice(4), [0, 4])
    for (const [index, token] of TOKENS.entries()) {
      const [row] = await stepwise.append([token], [0])
      // Rows differ by rounding alone, whatever else is in the step.
      assert.ok(Math.abs(said(row!) - said(atOnce[index]!)) < 0.35, `after token ${index}`)
    }
    assert.ok(Math.abs(said(rest[1]!) - said(atOnce[8]!)) < 0.35)
    assert.equal(rest[1]!.token, atOnce[8]!.token)
  })

  test('hears a step that counts for many as if it were many', async () => {
    const [, steps, width] = encoded.dims as [number, number, number]
    const [data, last, copies] = [encoded.data as Float32Array, encoded.dims[1]! - 1, 1_000]
    const many = new Float32Array((steps + copies - 1) * width)
    many.set(data)
    for (let copy = 0; copy < copies; copy++) many.set(data.subarray(last * width), (last + copy) * width)
    const weights = new Float32Array(steps)
    weights[last] = Math.log(copies)
    const say = async (...begin: Parameters<Decoder['begin']>) => (await (await flat.begin(...begin)).append(TOKENS, each)).map(said)
    const [each1, weighed, light] = [await say(new Tensor('float32', many, [1, steps + copies - 1, width])), await say(encoded, { weights }), await say(encoded)]
    const unlike = (other: number[]) => Math.max(...other.map((value, at) => Math.abs(value - each1[at]!)))
    assert.ok(unlike(weighed) < unlike(light) / 4, `${unlike(weighed)} against ${unlike(light)}`)
  })

  test('sequences that are decoded together say what each says alone, whoever comes, goes or takes words back', async () => {
    const [, steps, width] = encoded.dims as [number, number, number]
    const shorter = new Tensor('float32', (encoded.data as Float32Array).slice(0, 200 * width), [1, 200, width])
    const weights = Float32Array.from({ length: steps }, (_, step) => (step < 250 ? 0 : 2))
    const audios: Parameters<Decoder['begin']>[] = [[encoded], [shorter, { times: true }], [encoded, { weights }]]
    /** Takes two words back after the fifth. */
    const tell = async (begin: Parameters<Decoder['begin']>, wait = async () => {}) => {
      const sequence = await flat.begin(...begin)
      const rows: Row[] = []
      rows.push(...(await sequence.append(TOKENS.slice(0, 4), [0, 3])).slice(1))
      await wait()
      for (const token of TOKENS.slice(4, 7)) rows.push(...await sequence.append([token], [0]))
      await sequence.append([11, 12], [1])
      sequence.drop(2)
      for (const token of TOKENS.slice(7)) rows.push(...await sequence.append([token], [0]))
      const heardAt = sequence.heardAt?.(200)
      sequence.end()
      return { words: rows.map(({ token }) => token), sure: rows.map(said), heardAt }
    }
    const alone: Awaited<ReturnType<typeof tell>>[] = []
    for (const audio of audios) alone.push(await tell(audio))
    const [one, two, three] = await Promise.all(audios.map(async (audio, index) => tell(audio, async () => {
      if (index === 1) await tell(audios[2]!)
    })))
    for (const [index, together] of [one!, two!, three!].entries()) {
      assert.deepEqual(together.words, alone[index]!.words)
      for (const [at, value] of together.sure.entries()) assert.ok(Math.abs(value - alone[index]!.sure[at]!) < 0.35, `${index}, ${at}`)
    }
    assert.equal(two!.heardAt!.length, alone[1]!.heardAt!.length)
    assert.ok(two!.heardAt!.every((step, at) => Math.abs(step - alone[1]!.heardAt![at]!) < 10))
  })

  test('gives the rows that were asked for', async () => {
    const all = await (await flat.begin(encoded)).append(TOKENS, each)
    const some = await (await flat.begin(encoded)).append(TOKENS, [0, 7])
    assert.equal(some.length, 2)
    assert.deepEqual(some.map(({ token }) => token), [all[0]!.token, all[7]!.token])
  })
})

test('a decoder of another form, and a cache that cannot be written, leave the merged one', async () => {
  const root = await mkdtemp(join(tmpdir(), 'parley-flat-'))
  try {
    const vocabulary = await readVocabulary(FOLDER)
    const encoder = join(FOLDER, 'onnx', 'encoder_model_quantized.onnx')
    assert.equal(await openFlatDecoder(encoder, { threads: 1, cacheFolder: join(root, 'cache'), vocabulary }), null)
    await writeFile(join(root, 'file'), '')
    assert.equal(await openFlatDecoder(SOURCE, { threads: 1, cacheFolder: join(root, 'file'), vocabulary }), null)
    await assert.rejects(openFlatDecoder(join(root, 'nowhere.onnx'), { threads: 1, cacheFolder: root, vocabulary }), { code: 'model-unavailable' })
  } finally {
    await rm(root, { recursive: true })
  }
})
