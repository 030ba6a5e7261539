import assert from 'node:assert/strict'
import { test } from 'node:test'
import { safeNext } from './account_session.ts'

test('one comes back to a path of our own', () => {
  for (const path of ['/', '/account', '/rooms/abcd-efgh-jkmn?x=//y', '/transcripts?q=a%20b']) assert.equal(safeNext(path), path)
})

test('nothing leads to another site, however it is spelled', () => {
  const away = ['https://example.org', '//example.org', '/\\example.org', '\\\\example.org', '/\t/example.org', '/..//example.org', '/.//example.org', '/%2e%2e//example.org',
    '/x/..//example.org', '/./\\example.org', 'javascript:alert(1)', '', ' /account', `/${'x'.repeat(500)}`, undefined]
  for (const next of away) assert.equal(safeNext(next), undefined, next)
})
