import assert from 'node:assert/strict'
import { test } from 'node:test'
import { agreeArticles } from './articles.ts'
import { findTerms, hasTerm, termsIn } from './terms.ts'
import { translateFaithfully } from './translate_faithfully.ts'
import type { Fault } from './translate_faithfully.ts'

const pairs = [{ source: 'gland nut', target: 'porca de gaxeta' }, { source: 'nut', target: 'porca' }, { source: 'Halvex', target: 'Halvex' }]

test('terms are found as whole words in any case, the longer before those within it', () => {
  assert.deepEqual(termsIn('Gland nut, nuts', pairs).map(({ source }) => source), ['gland nut', 'nut'])
  assert.deepEqual(findTerms('Gland  nut of a halvex, two nuts', pairs), [{ start: 0, end: 10, as: 'Porca de gaxeta' }, { start: 16, end: 22, as: 'Halvex' }])
  assert.deepEqual(findTerms('C++ (a*b)', [{ source: 'a*b', target: 'x' }]), [{ start: 5, end: 8, as: 'x' }])
})

test('a translation has a term with an ending too, and not within another word', () => {
  assert.equal(hasTerm('As porcas de gaxeta', 'porca'), true)
  assert.equal(hasTerm('A supporca', 'porca'), false)
  assert.equal(hasTerm('', 'porca'), false)
})

test('what is missing is asked for once more with the term kept out, and articles follow it', async () => {
  const asked: string[] = []
  const faults: Fault[] = []
  const answers: Record<string, string> = { 'The gland nut leaks.': 'A noca vaza.', 'The XQ1 leaks.': 'O XQ1 vaza.' }
  const ask = async (text: string) => {
    asked.push(text)
    return answers[text]!
  }
  const options = { from: 'en', to: 'pt', ask, onFault: (fault: Fault) => void faults.push(fault) } as const
  assert.equal(await translateFaithfully('The gland nut leaks.', { ...options, terms: pairs }), 'A porca de gaxeta vaza.')
  assert.deepEqual(asked, ['The gland nut leaks.', 'The XQ1 leaks.'])
  assert.deepEqual(faults, [{ kind: 'term', mended: true }])
})

test('a term that came out right costs no second call, and one that cannot be kept stays as the model has it', async () => {
  let calls = 0
  const always = (answer: string) => async () => (calls++, answer)
  assert.equal(await translateFaithfully('The gland nut leaks.', { from: 'en', to: 'pt', terms: pairs, ask: always('A porca de gaxeta vaza.') }), 'A porca de gaxeta vaza.')
  assert.equal(calls, 1)
  assert.equal(await translateFaithfully('The gland nut leaks.', { from: 'en', to: 'pt', terms: pairs, ask: always('Nada.') }), 'Nada.')
})

test('articles change for sure genders only', () => {
  assert.equal(agreeArticles('O XQ1 e do XQ2', ['bandeja de cavacos', 'placa'], 'pt'), 'A XQ1 e da XQ2')
  assert.equal(agreeArticles('A XQ1', ['parafuso'], 'pt'), 'O XQ1')
  assert.equal(agreeArticles('O XQ1', [null], 'pt'), 'O XQ1')
  assert.equal(agreeArticles('O XQ1', ['sistema'], 'pt'), 'O XQ1')
  assert.equal(agreeArticles('Der XQ1', ['Mutter'], 'de'), 'Der XQ1')
})
