import assert from 'node:assert/strict'
import { it } from 'node:test'
import { rateLimitHeaders } from './headers.ts'

it('tells the limit and what is left, in seconds', () => {
  const taken = { allowed: true, limit: 100, remaining: 42, resetMs: 90_001, retryAfterMs: 0 }
  assert.deepEqual(rateLimitHeaders('requests', taken, { windowMs: 3_600_000 }), {
    'RateLimit-Policy': '"requests";q=100;w=3600', RateLimit: '"requests";r=42;t=91',
  })
})

it('tells whom it refuses when to come again, never at once', () => {
  const taken = { allowed: false, limit: 5, remaining: 0, resetMs: 500, retryAfterMs: 1_200 }
  assert.deepEqual(rateLimitHeaders('sign-in', taken, { windowMs: 60_000 }), {
    'RateLimit-Policy': '"sign-in";q=5;w=60', RateLimit: '"sign-in";r=0;t=2', 'Retry-After': '2',
  })
  assert.equal(rateLimitHeaders('sign-in', { ...taken, retryAfterMs: 0 }, { windowMs: 60_000 })['Retry-After'], '1')
})
