import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AutoTokenizer, env, pipeline } from '@huggingface/transformers'
import { silentLog } from '../../infra/log.ts'
import { downloadModel } from './download.ts'
import { startHub } from './hub_stand_in.ts'
import type { HubStandIn } from './hub_stand_in.ts'
import { HUB_FIXTURES, readHubFolder } from '../../tests/hub_fixtures.ts'
import { createModelStore } from './store.ts'

const SENTENCES = 'paraphrase-multilingual-MiniLM-L12-v2'
const VOICE = 'mms-tts-por'
const FILES = ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'onnx/model.onnx'].map((path) => ({ path, bytes: null, sha256: null }))

let hub: HubStandIn, cacheFolder: string
before(async () => {
  cacheFolder = await mkdtemp(join(tmpdir(), 'parley-hub-models-'))
  hub = await startHub(await readHubFolder([`Xenova/${SENTENCES}`, `Xenova/${VOICE}`]))
  env.allowRemoteModels = false
  env.localModelPath = join(cacheFolder, 'models')
})
after(() => Promise.all([hub.close(), rm(cacheFolder, { recursive: true })]))

async function said<T>(name: string): Promise<T> {
  return JSON.parse(await readFile(join(HUB_FIXTURES, 'Xenova', name, 'reference.json'), 'utf8')) as T
}

test('BERT from the hub: sentences become vectors of length one, the mean over their own tokens', async () => {
  const store = createModelStore({ cacheFolder, models: 'full', hubUrl: hub.url, log: silentLog })
  assert.equal(await store.locate(SENTENCES), join(cacheFolder, 'models', SENTENCES))
  const { sentences, inputIds, embeddings } = await said<{ sentences: string[]; inputIds: number[][]; embeddings: number[][] }>(SENTENCES)
  const embed = await pipeline('feature-extraction', SENTENCES, { dtype: 'q8' })
  assert.deepEqual(embed.tokenizer(sentences, { padding: true }).input_ids.tolist().map((row: bigint[]) => row.map(Number)), inputIds)
  const vectors = (await embed(sentences, { pooling: 'mean', normalize: true })).tolist() as number[][]
  assert.equal(vectors.length, sentences.length)
  for (const [index, vector] of vectors.entries()) {
    assert.ok(Math.abs(dot(vector, vector) - 1) < 1e-5)
    // Eight bits against PyTorch's thirty-two.
    assert.ok(dot(vector, embeddings[index]!) > 0.998)
  }
  assert.ok(dot(vectors[0]!, vectors[1]!) < 0.99)
})

test('VITS from the hub: letters with blanks between them become samples', async () => {
  await downloadModel({ hubUrl: hub.url, origin: `Xenova/${VOICE}`, files: FILES, folder: join(cacheFolder, 'models', VOICE) })
  const { text, inputIds } = await said<{ text: string; inputIds: number[] }>(VOICE)
  const tokenizer = await AutoTokenizer.from_pretrained(VOICE)
  assert.deepEqual(tokenizer.encode(text), inputIds)
  const speak = await pipeline('text-to-speech', VOICE, { dtype: 'fp32' })
  const short = await speak(text) as { audio: Float32Array; sampling_rate: number }
  const long = await speak(`${text} ${text} ${text} ${text}`) as { audio: Float32Array; sampling_rate: number }
  assert.equal(short.sampling_rate, 16_000)
  for (const { audio } of [short, long]) assert.ok(audio.length > 100 && audio.every((sample) => Number.isFinite(sample) && Math.abs(sample) < 1.001))
  assert.ok(long.audio.length > 2 * short.audio.length)
})

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => sum + value * b[index]!, 0)
}
