import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import type { RateLimit } from './rate_limit.ts'

export interface RateLimitUnderTest {
  readonly limit: RateLimit
  /** The same counts as another process sees them; for memory the same ones. */
  readonly elsewhere: RateLimit
  /** Lets time pass until `windowMs` begins anew: a fake clock moves, a server's is waited for. */
  nextWindow(windowMs: number): Promise<void>
  close(): Promise<void>
}

const HOUR_MS = 3_600_000

/** What every rate limit must do. Each run uses keys of its own. */
export function rateLimitContract(name: string, open: () => Promise<RateLimitUnderTest>): void {
  describe(`rate limit: ${name}`, () => {
    let under: RateLimitUnderTest
    let key = ''
    beforeEach(async () => {
      key = crypto.randomUUID()
      under = await open()
    })
    afterEach(() => under.close())

    it('allows what the limit says in a window and refuses more, telling when to come again', async () => {
      const { limit, elsewhere } = under
      const hourly = { limit: 3, windowMs: HOUR_MS }
      const answers = []
      for (const each of [limit, elsewhere, limit, elsewhere]) answers.push(await each.take(key, hourly))
      assert.deepEqual(answers.map(({ allowed, remaining }) => [allowed, remaining]), [[true, 2], [true, 1], [true, 0], [false, 0]])
      for (const { limit: of, resetMs } of answers) assert.ok(of === 3 && resetMs > 0 && resetMs <= HOUR_MS)
      assert.deepEqual(answers.slice(0, 3).map(({ retryAfterMs }) => retryAfterMs), [0, 0, 0])
      assert.ok(answers[3]!.retryAfterMs > 0 && answers[3]!.retryAfterMs <= 2 * HOUR_MS)
    })

    it('keeps keys and windows apart', async () => {
      const { limit } = under
      const once = { limit: 1, windowMs: HOUR_MS }
      assert.equal((await limit.take(`${key}:a`, once)).allowed, true)
      assert.equal((await limit.take(`${key}:ü "b" \n`, once)).allowed, true)
      assert.equal((await limit.take(`${key}:a`, { limit: 1, windowMs: 2 * HOUR_MS })).allowed, true)
      assert.equal((await limit.take(`${key}:a`, once)).allowed, false)
      assert.equal((await limit.take(`${key}:ü "b" \n`, once)).allowed, false)
    })

    it('counts a cost, and nothing for what it refuses', async () => {
      const { limit } = under
      const at = (cost: number) => limit.take(key, { limit: 10, windowMs: HOUR_MS, cost })
      assert.equal((await at(8)).remaining, 2)
      assert.equal((await at(3)).allowed, false)
      assert.equal((await at(0.5)).remaining, 1)
      assert.equal((await at(1.5)).allowed, true)
      assert.equal((await at(1)).allowed, false)
      assert.equal((await limit.take(`${key}:never`, { limit: 10, windowMs: HOUR_MS, cost: 11 })).allowed, false)
    })

    it('lets no more through when many come at once', async () => {
      const { limit, elsewhere } = under
      const comers = Array.from({ length: 200 }, (_, n) => (n % 2 === 0 ? limit : elsewhere).take(key, { limit: 50, windowMs: HOUR_MS }))
      assert.equal((await Promise.all(comers)).filter(({ allowed }) => allowed).length, 50)
    })

    it('forgets a full window by and by in the next, and all of it in the one after', async () => {
      const { limit, nextWindow } = under
      const short = { limit: 100, windowMs: 1_500 }
      await nextWindow(short.windowMs)
      await limit.take(key, { ...short, cost: 100 })
      await nextWindow(short.windowMs)
      assert.equal((await limit.take(key, { ...short, cost: 99 })).allowed, false)
      await nextWindow(short.windowMs)
      assert.equal((await limit.take(key, { ...short, cost: 100 })).allowed, true)
    })
  })
}
