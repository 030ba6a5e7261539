import { test } from 'node:test'
import assert from 'node:assert/strict'
import { Hono } from 'hono'
import { zValidator } from '@hono/zod-validator'
import { z } from 'zod'
import { DomainError } from '../domain/errors.ts'
import { createLog } from '../infra/log.ts'
import { notFound, onProblem, refuseInvalid } from './problem.ts'

function createApp(lines: string[] = []) {
  const log = createLog({ level: 'info', write: (line) => lines.push(line) })
  const app = new Hono()
    .get('/full', () => {
      throw new DomainError('room-full', 'Cannot join room "abc": it is full (6 of 6)')
    })
    .get('/broken', () => {
      throw new TypeError('the database password is hunter2')
    })
    .post('/items', zValidator('json', z.object({ count: z.number() }), refuseInvalid), (context) => context.json(context.req.valid('json')))
  app.onError(onProblem(log))
  app.notFound(notFound)
  return app
}

test('a DomainError becomes problem+json with its status, code and text', async () => {
  const response = await createApp().request('/full')
  assert.equal(response.status, 409)
  assert.equal(response.headers.get('content-type'), 'application/problem+json')
  assert.deepEqual(await response.json(), {
    type: 'urn:parley:error:room-full', title: 'The room is full', status: 409,
    detail: 'Cannot join room "abc": it is full (6 of 6)', code: 'room-full',
  })
})

test('an unforeseen error shows nothing of its inside and is logged with it', async () => {
  const lines: string[] = []
  const response = await createApp(lines).request('/broken')
  assert.equal(response.status, 500)
  assert.doesNotMatch(await response.text(), /hunter2/)
  assert.match(lines.join('\n'), /request-failed.*TypeError/)
})

test('an input that does not fit its schema is refused with the field that is wrong', async () => {
  const app = createApp()
  const post = (body: string) => app.request('/items', { method: 'POST', body, headers: { 'content-type': 'application/json' } })
  const wrong = await post('{"count":"many"}')
  assert.equal(wrong.status, 400)
  assert.match(((await wrong.json()) as { detail: string }).detail, /count: /)
  const malformed = await post('{')
  assert.equal(malformed.status, 400)
  assert.equal(((await malformed.json()) as { code: string }).code, 'invalid-input')
  assert.equal((await post('{"count":2}')).status, 200)
})

test('an unknown path is a problem too', async () => {
  const response = await createApp().request('/nowhere')
  assert.equal(response.status, 404)
  assert.equal(((await response.json()) as { code: string }).code, 'not-found')
})
