import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { fileURLToPath } from 'node:url'
import type { Language } from '../../../domain/language.ts'
import { createBergamot } from '../bergamot/engine.ts'
import { bySentence } from '../by_sentence.ts'
import type { Translator } from '../translator.ts'
import type { Fault } from './translate_faithfully.ts'
import { translateFaithfully } from './translate_faithfully.ts'
import { withFaithfulness } from './with_faithfulness.ts'

const directions = ([['en', 'pt'], ['pt', 'en']] as const).map(([from, to]) => (
  { id: `bergamot-${from}-${to}`, from, to, folder: fileURLToPath(new URL(`../../bundled/bergamot-${from}-${to}`, import.meta.url)) }
))
const faults: Fault[] = []
let translator: Translator
let asked = 0
before(async () => {
  const bergamot = await createBergamot({ directions })
  const counted: Translator = { ...bergamot, translate: (text, options) => (asked++, bergamot.translate(text, options)) }
  translator = bySentence(withFaithfulness(counted, { onFault: (fault) => faults.push(fault) }))
})
after(() => translator.close())

const toPt = async (text: string) => (await translator.translate(text, { from: 'en', to: 'pt' })).text
const toEn = async (text: string) => (await translator.translate(text, { from: 'pt', to: 'en' })).text

test('addresses, links, mentions, tags, file names and emoji come through a real model whole', async () => {
  const cases: [string, string][] = [
    ['Send it to anna.silva@example.com please.', 'anna.silva@example.com'], ['See https://example.com/docs?page=2#top for details.', 'https://example.com/docs?page=2#top'],
    ['Ask @maria_s and @john about it.', '@john'], ['Please check PR #4821 today.', '#4821'], ['Use the file report_final_v2.pdf today.', 'report_final_v2.pdf'],
    ['I want 🍕 tonight.', '🍕'], ['Everything is in example.org/a/b_c.', 'example.org/a/b_c'],
  ]
  for (const [said, kept] of cases) {
    const translated = await toPt(said)
    assert.ok(translated.includes(kept), translated)
    assert.doesNotMatch(translated, /XQ/i)
  }
  assert.match(await toEn('Use o arquivo relatorio_final_v2.pdf hoje.'), /relatorio_final_v2\.pdf/)
})

test('numbers are written as the reader’s language writes them', async () => {
  assert.match(await toPt('It costs $1,250.75 per month.'), /\$1\.250,75/)
  assert.match(await toPt('USD 3,200 is too much.'), /3\.200/)
  assert.equal(await toPt('1,500'), '1.500')
  assert.match(await toEn('Custa R$ 1.250,75 por mês.'), /1,250\.75/)
  assert.match(await toPt('£20 is enough.'), /£20/)
})

test('capitals stay capitals, and a name after a title is not translated', async () => {
  assert.equal(await toPt('THIS IS VERY IMPORTANT.'), 'ISSO É MUITO IMPORTANTE.')
  assert.match(await toEn('POR FAVOR, NÃO TOQUE NO SERVIDOR.'), /^PLEASE DO NOT TOUCH THE SERVER\.$/)
  assert.match(await toPt('Mr. Brown met Mrs. White in Paris.'), /Brown.*White/)
  assert.equal(await toPt('can you hear me'), 'você pode me ouvir')
})

test('what the model has right is left alone, without a second call', async () => {
  const right: [Language, Language, string][] = [
    ['en', 'pt', 'The meeting is at 3:30 p.m. on 12/05/2026.'], ['en', 'pt', 'We moved to version 2.14.3 yesterday.'], ['en', 'pt', 'The 3rd item on the 21st page.'],
    ['en', 'pt', 'Q3 revenue was 4.2M, up 12% from Q2.'], ['en', 'pt', 'The ticket is A-17 and the room is B204.'], ['en', 'pt', 'My number is +1 (555) 123-4567.'],
    ['en', 'pt', 'The IP address is 192.168.1.10.'], ['pt', 'en', 'A reunião é às 15h30 no dia 05/12/2026.'], ['pt', 'en', 'Nos anos 90, tudo era diferente.'],
    ['pt', 'en', 'A receita foi de 4,2 milhões, 12% a mais que antes.'], ['pt', 'en', 'A Dra. Rosa Machado e o Prof. Pinto chegaram.'], ['en', 'pt', 'NASA and the FBI agreed.'],
  ]
  faults.length = 0
  for (const [from, to, said] of right) {
    asked = 0
    await translator.translate(said, { from, to })
    assert.deepEqual([asked, faults], [1, []], said)
  }
})

test('a model that loses the placeholder gives its plain translation, which is counted', async () => {
  const told: Fault[] = []
  const ask = async (sentence: string) => sentence.replace(/XQ\d/g, 'something').replace('Send', 'Manda')
  const text = await translateFaithfully('Send it to a@b.com.', { from: 'en', to: 'pt', ask, onFault: (fault) => told.push(fault) })
  assert.equal(text, 'Manda it to a@b.com.')
  assert.deepEqual(told, [{ kind: 'fragile', mended: false }])
})

test('a number that a model drops is asked for again, and kept as the model has it where that does not help', async () => {
  const told: Fault[] = []
  const options = { from: 'en', to: 'pt', onFault: (fault: Fault) => told.push(fault) } as const
  const drops = async (sentence: string) => sentence.replace(/ \d[\d,]*/, '')
  assert.equal(await translateFaithfully('We sold 1,200 houses.', { ...options, ask: drops }), 'We sold 1.200 houses.')
  const stubborn = async () => 'Vendemos casas.'
  assert.equal(await translateFaithfully('We sold 1,200 houses.', { ...options, ask: stubborn }), 'Vendemos casas.')
  assert.deepEqual(told, [{ kind: 'number', mended: true }, { kind: 'number', mended: false }])
})

test('digits, separators and names as other languages write them are right', async () => {
  const told: Fault[] = []
  const pairs: [Language, Language, string, string][] = [
    ['en', 'ar', 'We need 1,500 chairs.', 'نحتاج إلى ١٬٥٠٠ كرسي.'], ['en', 'de', 'We need 1,500 chairs.', 'Wir brauchen 1.500 Stühle.'],
    ['en', 'fr', 'We need 1,500 chairs.', 'Il nous faut 1\u202f500 chaises.'], ['en', 'es', 'We need 1,500 chairs.', 'Necesitamos 1 500 sillas.'],
    ['fr', 'en', 'Il nous faut 12 500,75 euros.', 'We need 12,500.75 euros.'], ['en', 'pl', 'I spoke with Mrs. Silva.', 'Rozmawiałem z panią Silvą.'],
    ['en', 'lv', 'Mr. Brown is here.', 'Brauna kungs ir šeit.'], ['en', 'ja', 'Mr. Brown is here.', 'ブラウンさんが来ました。'],
    ['hi', 'en', 'हमें २५ कुर्सियाँ चाहिए।', 'We need 25 chairs.'], ['en', 'vi', 'It costs 2.5 million.', 'Nó có giá 2,5 triệu.'], ['vi', 'en', 'Giá là 2.500.000 đồng.', 'The price is 2.5 million dong.'],
  ]
  for (const [from, to, said, translated] of pairs) {
    assert.equal(await translateFaithfully(said, { from, to, ask: async () => translated, onFault: (fault) => told.push(fault) }), translated)
  }
  assert.deepEqual(told, [])
  assert.equal(await translateFaithfully('1 500,25', { from: 'fr', to: 'en', ask: async () => '' }), '1,500.25')
})
