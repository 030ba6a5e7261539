import assert from 'node:assert/strict'
import { test } from 'node:test'
import { languageCodes } from '../../domain/language.ts'
import { languageInMenu, languageInText, languagesByName } from './languages.ts'
import { locales, messagesFor } from './mod.ts'

const [en, vi, pt] = [messagesFor('en'), messagesFor('vi'), messagesFor('pt')]

test('languages have their names in the language of the page, in a menu and in a sentence', () => {
  assert.equal(languageInMenu(en, 'pt'), 'Portuguese')
  assert.equal(languageInMenu(pt, 'pt'), 'Português')
  assert.equal(languageInText(pt, 'pt'), 'português')
  assert.equal(languageInMenu(vi, 'en'), 'Tiếng Anh')
  assert.equal(languageInText(vi, 'en'), 'tiếng Anh')
  assert.equal(languageInMenu(en, 'jw'), 'Javanese')
})

test('every language has a name of its own in every language of the pages, and menus are in order', () => {
  for (const locale of locales) {
    const t = messagesFor(locale)
    const names = languagesByName(t).map((code) => languageInMenu(t, code))
    assert.equal(new Set(names).size, languageCodes.length)
    assert.deepEqual(names, [...names].sort(new Intl.Collator(t.locale).compare))
    assert.deepEqual(languageCodes.filter((code) => languageInMenu(t, code).toLowerCase() === code), [])
  }
})
