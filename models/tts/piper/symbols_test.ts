import { test } from 'node:test'
import assert from 'node:assert/strict'
import { joinPhonemes, toClauses, toIds } from './symbols.ts'

test('clauses end at punctuation of every script, not within numbers', () => {
  assert.deepEqual(toClauses('Yes, at 10:30 — 3.5 per cent; right?'), [
    { text: 'Yes', mark: ',' }, { text: 'at 10:30', mark: ',' }, { text: '3.5 per cent', mark: ';' }, { text: 'right', mark: '?' },
  ])
  assert.deepEqual(toClauses('你好，今天很好。'), [{ text: '你好', mark: ',' }, { text: '今天很好', mark: '.' }])
  assert.deepEqual(toClauses('“Really?” … no'), [{ text: '“Really', mark: '?' }, { text: 'no', mark: '' }])
})

test('phonemes lose what stands between them and get the marks of their clauses', () => {
  assert.equal(joinPhonemes(['h_ə_l_ˈoʊ', '_(fr)_b_ˈɔ̃_(en)_ | w_ˈʌ_n'], [{ text: 'Hello', mark: ',' }, { text: 'bon … one', mark: '.' }]), 'həlˈoʊ, bˈɔ̃, wˈʌn.')
})

test('numbers are those of the voice, with blanks between; characters that it does not know are left out', () => {
  const phoneme_id_map = { _: [0], '^': [1], $: [2], a: [14], '̃': [141] }
  assert.deepEqual(toIds('a☃ã', { phoneme_id_map }), [1, 0, 14, 0, 14, 0, 141, 0, 2])
})
