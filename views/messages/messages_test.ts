import assert from 'node:assert/strict'
import { test } from 'node:test'
import { locales, messagesFor } from './mod.ts'

/** Keys whose words are the same in another language, and rightly so: names, and words that it has taken over. */
const SAME: Readonly<Record<string, readonly string[]>> = {
  vi: [
    'common.parley', 'common.title', 'devices.camera', 'account.email', 'account.tiers.premium', 'account.tiers.pro',
    'documents.percent', 'documents.type.docx', 'documents.type.markdown', 'documents.type.pdf',
  ],
  pt: [
    'common.parley', 'common.title', 'account.email', 'account.tiers.premium', 'account.tiers.pro',
    'documents.percent', 'documents.type.docx', 'documents.type.markdown', 'documents.type.pdf',
  ],
}

type Word = string | ((...values: never[]) => string)

/** Every word with its dotted key. Lists count as their items. */
function flat(words: object, path = ''): Map<string, Word> {
  const found = new Map<string, Word>()
  for (const [key, value] of Object.entries(words)) {
    const here = path === '' ? key : `${path}.${key}`
    if (typeof value === 'object' && value !== null) for (const [below, word] of flat(value, here)) found.set(below, word)
    else found.set(here, value as Word)
  }
  return found
}

/** What a word says, with `3` for each of its values. */
function said(word: Word): string {
  return typeof word === 'string' ? word : (word as (...values: unknown[]) => string)(...Array.from({ length: word.length }, () => 3))
}

const english = flat(messagesFor('en'))

for (const locale of locales) {
  const words = flat(messagesFor(locale))

  test(`${locale}: no key is missing, none is left over, none is empty`, () => {
    assert.deepEqual([...words.keys()].sort(), [...english.keys()].sort())
    assert.deepEqual([...words].filter(([, word]) => said(word).trim() === '').map(([key]) => key), [])
  })

  test(`${locale}: words take the same values as the English ones`, () => {
    for (const [key, word] of words) {
      const other = english.get(key)!
      assert.equal(typeof word, typeof other, key)
      if (typeof word === 'function') assert.equal(word.length, (other as typeof word).length, key)
      // {code} and the like are filled by the page.
      const places = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort()
      assert.deepEqual(places(said(word)), places(said(other)), key)
    }
  })

  if (locale !== 'en') {
    test(`${locale}: nothing is left in English but what is listed`, () => {
      const same = [...words].filter(([key, word]) => said(word) === said(english.get(key)!)).map(([key]) => key)
      assert.deepEqual(same.sort(), [...SAME[locale]!].sort())
    })
  }
}

test('a language that the pages do not exist in is English', () => {
  for (const locale of ['xx', '', null, undefined, 'toString', '__proto__']) assert.equal(messagesFor(locale), messagesFor('en'))
})
