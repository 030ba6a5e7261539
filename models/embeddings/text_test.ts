import { test } from 'node:test'
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { silentLog } from '../../infra/log.ts'
import { HUB_FIXTURES } from '../../tests/hub_fixtures.ts'
import { BUNDLED_FOLDER } from '../store/store.ts'
import { openTextEmbedders } from './open_text.ts'
import { TEXT_EMBEDDING_SIZE, loadTextEmbedder } from './text.ts'

const MULTILINGUAL = 'paraphrase-multilingual-MiniLM-L12-v2'
const FIXTURE = join(HUB_FIXTURES, 'Xenova', MULTILINGUAL)
const dot = (a: ArrayLike<number>, b: ArrayLike<number>) => Array.from(a).reduce((sum, value, i) => sum + value * b[i]!, 0)

test('the bundled model puts texts that mean the same close together, whatever was embedded before', async (t) => {
  const embedder = await loadTextEmbedder(`${BUNDLED_FOLDER}all-MiniLM-L6-v2`, 'all-MiniLM-L6-v2')
  t.after(() => embedder.close())
  const [invoice, bill, cat] = await Promise.all(['When is the invoice due?', 'The bill has to be paid by the end of May.', 'The cat sleeps on the warm windowsill.'].map((text) => embedder.embed(text)))
  assert.equal(invoice!.length, TEXT_EMBEDDING_SIZE)
  assert.ok(Math.abs(dot(invoice!, invoice!) - 1) < 1e-5)
  assert.ok(dot(invoice!, bill!) > dot(invoice!, cat!) + 0.2)
  assert.deepEqual(await embedder.embed('When is the invoice due?'), invoice)
})

test('it reads as much of a text as it was trained with', async (t) => {
  const embedder = await loadTextEmbedder(`${BUNDLED_FOLDER}all-MiniLM-L6-v2`, 'all-MiniLM-L6-v2')
  t.after(() => embedder.close())
  assert.equal(embedder.tokensMax, 254)
  assert.equal(embedder.countTokens('one two'), 2)
  const whole = 'budget '.repeat(254)
  assert.deepEqual(await embedder.embed(`${whole}and a cat`), await embedder.embed(whole))
  assert.notDeepEqual(await embedder.embed('a cat'), await embedder.embed(''))
  const stop = AbortSignal.abort(new Error('enough'))
  await assert.rejects(embedder.embed('a', { signal: stop }), /enough/)
})

test('the multilingual model of the hub: the mean over a text\'s own tokens, as PyTorch has it', async (t) => {
  const embedder = await loadTextEmbedder(FIXTURE, MULTILINGUAL)
  t.after(() => embedder.close())
  const { sentences, embeddings } = JSON.parse(await readFile(join(FIXTURE, 'reference.json'), 'utf8')) as { sentences: string[]; embeddings: number[][] }
  for (const [index, sentence] of sentences.entries()) {
    const [own, theirs] = [await embedder.embed(sentence), embeddings[index]!]
    // Eight bits against PyTorch's thirty-two.
    assert.ok(dot(own, theirs) / Math.sqrt(dot(theirs, theirs)) > 0.998)
  }
})

test('new texts get the multilingual model where it can be had, else the bundled one; old vectors get the model that made them', async () => {
  const bundled = async (id: string) => `${BUNDLED_FOLDER}${id}`
  const here = openTextEmbedders({ log: silentLog, store: { find: async (id) => (id === MULTILINGUAL ? FIXTURE : bundled(id)), fetchable: () => false, locate: async (id) => (id === MULTILINGUAL ? FIXTURE : bundled(id)) } })
  assert.equal((await here.best()).model, MULTILINGUAL)
  assert.equal((await here.byModel('all-MiniLM-L6-v2'))?.model, 'all-MiniLM-L6-v2')
  assert.equal(await here.byModel('of-another-time'), null)
  await here.close()
  let asked = 0
  const away = openTextEmbedders({
    log: silentLog,
    store: {
      find: async (id) => (id === MULTILINGUAL ? null : bundled(id)), fetchable: (id) => id === MULTILINGUAL,
      locate: (id) => (id === MULTILINGUAL ? (asked++, Promise.reject(new Error('no network'))) : bundled(id)),
    },
  })
  assert.equal((await away.best()).model, 'all-MiniLM-L6-v2')
  assert.equal(asked, 1)
  assert.equal(await away.byModel(MULTILINGUAL), null)
  await away.close()
  await assert.rejects(loadTextEmbedder('/nowhere', 'all-MiniLM-L6-v2'), { code: 'model-unavailable', message: /nowhere/ })
})
