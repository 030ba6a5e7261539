import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { fileURLToPath } from 'node:url'
import { createBergamot } from './bergamot/engine.ts'
import { bySentence } from './by_sentence.ts'
import { createScriptedTranslator } from './scripted.ts'
import type { Translator } from './translator.ts'
import { withPrevious } from './with_previous.ts'

const pair = { from: 'en', to: 'pt' } as const
let translator: Translator
before(async () => {
  const folder = fileURLToPath(new URL('../bundled/bergamot-en-pt', import.meta.url))
  translator = bySentence(withPrevious(await createBergamot({ directions: [{ id: 'bergamot-en-pt', ...pair, folder }] })))
})
after(() => translator.close())

test('a pronoun agrees with what the sentence before speaks of', async () => {
  const toPt = async (text: string) => (await translator.translate(text, pair)).text
  assert.equal(await toPt('It was approved yesterday.'), 'Foi aprovado ontem.')
  assert.equal(await toPt('The proposal is ready. It was approved yesterday.'), 'A proposta está pronta. Foi aprovada ontem.')
  assert.match(await toPt('The pages are slow. They were made last year.'), /\. Foram feitas no ano passado\.$/)
  assert.match(await toPt('The contract is ready. It was signed yesterday.'), /\. Foi assinado ontem\.$/)
})

test('other sentences, paragraphs, questions and directions go alone, and the sentence before is translated as it was', async () => {
  const engine = createScriptedTranslator()
  const scripted = bySentence(withPrevious(engine))
  await scripted.translate('One house. We like it.\nIt is red. Is it? It is.', pair)
  await scripted.translate('A house. It is red.', { from: 'en', to: 'vi' })
  assert.deepEqual(engine.asked, ['One house.', 'We like it.', 'It is red.', 'Is it?', 'It is.', 'A house.', 'It is red.'])
})

test('a translation that cannot be cut apart is asked for alone', async () => {
  const asked: string[] = []
  const engine: Translator = { ...createScriptedTranslator(), translate: async (text) => (asked.push(text), { language: 'pt', text: text.replaceAll(';', ','), engine: 'x' }) }
  assert.equal((await bySentence(withPrevious(engine)).translate('A house. It is red.', pair)).text, 'A house. It is red.')
  assert.deepEqual(asked, ['A house.', 'A house; It is red.', 'It is red.'])
})
