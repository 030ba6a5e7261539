import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Hono } from 'hono'
import { onProblem } from '../../functions/problem.ts'
import { silentLog } from '../../infra/log.ts'
import { openPrometheus } from '../../infra/metrics/prometheus.ts'
import { createMetricsApp } from './metrics.ts'
import type { MetricsAppOptions } from './metrics.ts'

const TOKEN = 'a token of this test'

async function status(options: Partial<Pick<MetricsAppOptions, 'token' | 'proxied'>>, { from = '127.0.0.1', ...headers }: Record<string, string> = {}): Promise<number> {
  const prometheus = openPrometheus({ log: silentLog, process: false })
  const app = new Hono().onError(onProblem(silentLog)).route('/', createMetricsApp({ prometheus, token: undefined, proxied: false, ...options }))
  const answer = await app.request('/metrics', { headers: { host: 'localhost:8080', ...headers } }, { incoming: { socket: { remoteAddress: from } } })
  const text = await answer.text()
  assert.equal(text.includes('parley_segments_total'), answer.ok)
  return answer.status
}

test('without a token the metrics are for this machine alone', async () => {
  assert.equal(await status({}), 200)
  assert.equal(await status({}, { from: '::ffff:127.0.0.1' }), 200)
  assert.equal(await status({}, { from: '192.168.1.7' }), 401)
})

test('what came through a proxy is not from this machine, whatever its socket says', async () => {
  for (const header of ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via']) assert.equal(await status({}, { [header]: '203.0.113.9' }), 401, header)
  assert.equal(await status({ proxied: true }), 401)
})

test('a name that somebody pointed at this machine is not this machine', async () => {
  assert.equal(await status({}, { host: 'stranger.example:8080' }), 401)
})

test('with a token, it decides alone', async () => {
  assert.equal(await status({ token: TOKEN }), 401)
  assert.equal(await status({ token: TOKEN }, { authorization: 'Bearer something else' }), 401)
  assert.equal(await status({ token: TOKEN, proxied: true }, { authorization: `Bearer ${TOKEN}`, from: '203.0.113.9', 'x-forwarded-for': '203.0.113.10' }), 200)
})
