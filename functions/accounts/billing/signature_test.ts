import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isSigned, signBody, TOLERANCE_MS } from './signature.ts'

const secret = 'whsec_of_the_test_long_enough'
const nowMs = Date.UTC(2026, 10, 24)
const body = '{"id":"evt_1"}'
const header = signBody({ body, secret, nowMs })
const check = (over: Partial<Parameters<typeof isSigned>[0]> = {}) => isSigned({ body, header, secret, nowMs, ...over })

test('what the provider signs is signed, also while it changes its secret', () => {
  assert.match(header, /^t=1795478400,v1=[0-9a-f]{64}$/)
  assert.ok(check())
  const [time, own] = header.split(',')
  const other = signBody({ body, secret: 'the older secret, long enough', nowMs }).split(',')[1]
  assert.ok(check({ header: `${time}, ${other}, ${own}` }))
  assert.ok(check({ header: `${header},v0=something` }))
})

test('a known signature over known bytes', () => {
  // printf '1795478400.{}' | openssl dgst -sha256 -hmac key
  assert.equal(signBody({ body: '{}', secret: 'key', nowMs }), 't=1795478400,v1=d0138ebd7dfeb28ffdd7276644d540f75b86d2bcaac291e2a47941251f28b588')
})

test('anything else is not: another secret, body or time, and what is no signature', () => {
  assert.equal(check({ secret: 'another secret' }), false)
  assert.equal(check({ body: `${body} ` }), false)
  assert.equal(check({ header: header.replace('t=1', 't=2') }), false)
  const [time, signature] = header.split(',') as [string, string]
  const wrong = [
    '', 't=', 'v1=', time, signature, `t=x,${signature}`, `${time},v1=`, `${time},v1=${'0'.repeat(64)}`, `${time},${signature.slice(0, -1)}`,
    `${time},${time},${signature}`, `${time},${signature.toUpperCase()}`,
  ]
  for (const header of wrong) assert.equal(check({ header }), false, header)
})

test('late and early ones are refused', () => {
  assert.ok(check({ nowMs: nowMs + TOLERANCE_MS }))
  assert.ok(check({ nowMs: nowMs - TOLERANCE_MS }))
  assert.equal(check({ nowMs: nowMs + TOLERANCE_MS + 1 }), false)
  assert.equal(check({ nowMs: nowMs - TOLERANCE_MS - 1 }), false)
})
