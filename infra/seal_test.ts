import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seal, unseal } from './seal.ts'

const options = { secret: 'a secret of the test', purpose: 'test' }

test('what is sealed can be read with the same secret for the same purpose only', () => {
  const sealed = seal('ação {"d":"…"}', options)
  assert.ok(!sealed.includes('ação'))
  assert.notEqual(seal('ação {"d":"…"}', options), sealed)
  assert.equal(unseal(sealed, options), 'ação {"d":"…"}')
  assert.equal(unseal(sealed, { ...options, secret: 'another secret' }), null)
  assert.equal(unseal(sealed, { ...options, purpose: 'other' }), null)
})

test('what was changed, cut short or never sealed is refused', () => {
  const sealed = Buffer.from(seal('text', options), 'base64url')
  for (const at of [0, 13, sealed.length - 1]) {
    const changed = Buffer.from(sealed)
    changed[at]! ^= 1
    assert.equal(unseal(changed.toString('base64url'), options), null)
  }
  for (const broken of ['', 'abc', sealed.subarray(0, 20).toString('base64url')]) assert.equal(unseal(broken, options), null)
})
