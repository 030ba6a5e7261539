import { test } from 'node:test'
import assert from 'node:assert/strict'
import { loadTextEmbedder } from '../../models/embeddings/text.ts'
import { BUNDLED_FOLDER } from '../../models/store/store.ts'
import { chunkPages } from './chunk.ts'
import { harvestTerms } from './extract/harvest_terms.ts'
import { splitParagraphs } from './extract/split_paragraphs.ts'

const words = (text: string) => text.split(/\s+/).filter((word) => word !== '').length
const pages = (...texts: string[]) => texts.map((text, index) => ({ page: index + 1, paragraphs: splitParagraphs(text, 'en') }))

test('pieces hold whole sentences, begin with the last ones of the piece before, and name the page that most of them stands on', () => {
  const sentence = (n: number) => `Sentence number ${n} has eight words in all.`
  const text = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => sentence(from + i)).join(' ')
  const chunks = chunkPages(pages(text(0, 10), text(10, 30)), { tokensMax: 64, countTokens: words })
  const all = chunks.flatMap(({ text: own }) => [...own.matchAll(/number (\d+)/g)].map(([, n]) => Number(n)))
  assert.deepEqual([...new Set(all)], Array.from({ length: 30 }, (_, i) => i), 'none is missing, and they are in order')
  for (const { text: own } of chunks) {
    assert.match(own, /^Sentence number \d+ .*in all\.$/s)
    assert.ok(words(own) <= 64)
  }
  assert.deepEqual(chunks.map(({ page }) => page), [1, 2, 2, 2, 2])
  assert.deepEqual(chunks.slice(0, 2).map(({ from, to }) => [from, to]), [[0, 8], [8, 15]])
  assert.ok(chunks[1]!.text.startsWith(sentence(7)), 'the last sentence is repeated')
})

test('paragraphs stay apart; what is longer than the embedder reads is cut between words, or anywhere where there are none', () => {
  assert.equal(chunkPages(pages('One. Two.\n\nThree.'), { tokensMax: 9, countTokens: words })[0]!.text, 'One. Two.\nThree.')
  const endless = 'word '.repeat(500)
  const cut = chunkPages(pages(endless), { tokensMax: 40, countTokens: words })
  assert.ok(cut.every(({ text }) => words(text) <= 40 && /^(word ?)+$/.test(text)))
  assert.equal(cut.reduce((sum, { text }) => sum + words(text), 0) >= 500, true)
  const letters = chunkPages(pages('x'.repeat(1_999)), { tokensMax: 50, countTokens: ({ length }) => length })
  assert.equal(letters.map(({ text }) => text).join('').length, 1_999)
  assert.deepEqual(chunkPages([], { tokensMax: 50, countTokens: words }), [])
})

test('with the bundled model\'s own pieces no chunk is longer than it reads', async (t) => {
  const embedder = await loadTextEmbedder(`${BUNDLED_FOLDER}all-MiniLM-L6-v2`, 'all-MiniLM-L6-v2')
  t.after(() => embedder.close())
  const text = Array.from({ length: 300 }, (_, i) => `Die Donaudampfschifffahrtsgesellschaft №${i} überträgt naïve 東京 data-${i} to Zürich, e.g. by Mr. Okoro.`).join(' ')
  const chunks = chunkPages(pages(text), embedder)
  assert.ok(chunks.length > 10)
  for (const chunk of chunks) assert.ok(embedder.countTokens(chunk.text) <= embedder.tokensMax)
})

test('names, acronyms and codes are found as they are written; what only begins a sentence is not, nor what is shouted', () => {
  const found = harvestTerms([
    'The Orion Gateway connects to Kestrel.', 'Kestrels fly.', 'Later the Orion Gateway sends an RFC to Maria da Silva and Kestrel.', 'Budget matters.', 'The budget of zb_queue and X-200 uses parseTree.',
    'ALL OF THIS IS SHOUTED', 'On the 3rd of May it frobnicates, and frobnicates again.',
  ], { language: 'en' })
  const of = (kind: string) => found.filter((one) => one.kind === kind).map(({ term, count, sentence }) => [term, count, sentence])
  assert.deepEqual(of('name'), [['Orion Gateway', 2, 0], ['Kestrel', 2, 0], ['Maria da Silva', 1, 2], ['May', 1, 6]])
  assert.deepEqual(of('acronym'), [['RFC', 1, 2]])
  assert.deepEqual(of('code'), [['zb_queue', 1, 4], ['X-200', 1, 4], ['parseTree', 1, 4]])
  assert.deepEqual(of('word'), [['frobnicates', 2, 6]])
})
