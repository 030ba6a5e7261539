import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { SCOPES } from '../../domain/api_key.ts'
import { silentLog } from '../../infra/log.ts'
import { createApiApp } from './app.ts'

const app = createApiApp({
  db: {} as never, rooms: {} as never, voices: {} as never, documents: {} as never, vocabulary: {} as never, blob: {} as never, keys: { authenticate: async () => null }, log: silentLog, limits: () => ({}) as never,
  rateLimit: { take: async () => ({ allowed: true, limit: 1, remaining: 1, resetMs: 0, retryAfterMs: 0 }), close: async () => {} },
  clientAddress: () => '192.0.2.1', publicUrl: () => 'https://meet.example.org', secret: 'a secret', now: Date.now,
})
const description = await (await app.request('/api/v1/openapi.json')).json()

/** The parts of OpenAPI 3.1 that this description uses; anything else in it is a mistake. */
const schema = z.record(z.string(), z.unknown())
const media = z.record(z.string().regex(/^[\w.+-]+\/[\w.+-]+$/), z.strictObject({ schema }))
const operation = z.strictObject({
  operationId: z.string().regex(/^[a-z]\w+$/), summary: z.string().min(1), tags: z.array(z.string()).length(1),
  security: z.array(z.strictObject({ apiKey: z.array(z.enum(SCOPES)) })).length(1),
  parameters: z.array(z.strictObject({
    name: z.string(), in: z.enum(['path', 'query', 'header']), required: z.boolean().optional(), description: z.string().optional(), schema, example: z.unknown().optional(),
  })).optional(),
  requestBody: z.strictObject({ required: z.boolean().optional(), content: media }).optional(),
  responses: z.record(z.string().regex(/^[2-5]\d\d$/), z.strictObject({ description: z.string().min(1), content: media })),
})
const document = z.strictObject({
  openapi: z.string().regex(/^3\.1\.\d$/),
  info: z.strictObject({ title: z.string(), version: z.string(), description: z.string() }),
  servers: z.array(z.strictObject({ url: z.literal('/') })),
  tags: z.array(z.strictObject({ name: z.string() })),
  components: z.strictObject({
    securitySchemes: z.strictObject({ apiKey: z.strictObject({ type: z.literal('http'), scheme: z.literal('bearer'), bearerFormat: z.string(), description: z.string() }) }),
    schemas: z.record(z.string(), schema), parameters: z.strictObject({}).optional(),
  }),
  paths: z.record(z.string().startsWith('/api/v1/'), z.partialRecord(z.enum(['get', 'post', 'patch', 'put', 'delete']), operation)),
  webhooks: z.strictObject({}).optional(),
})

/** Every object in the description with the path to it. */
function* walk(value: unknown, path = ''): Generator<{ path: string; value: Record<string, unknown> }> {
  if (typeof value !== 'object' || value === null) return
  if (!Array.isArray(value)) yield { path, value: value as Record<string, unknown> }
  for (const [key, below] of Object.entries(value)) yield* walk(below, `${path}/${key}`)
}

test('the description is OpenAPI 3.1', () => {
  const parsed = document.safeParse(description)
  assert.ok(parsed.success, parsed.error && z.prettifyError(parsed.error))
  const ids = Object.values(parsed.data!.paths).flatMap((methods) => Object.values(methods)).map(({ operationId }) => operationId)
  assert.deepEqual(ids.length, new Set(ids).size)
})

test('every route is described, with the names in its path, and nothing else is', () => {
  const routed = app.routes.filter(({ method, path }) => method !== 'ALL' && path !== '/api/v1/openapi.json').map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`)
  const described = Object.entries(description.paths as Record<string, object>).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`))
  assert.ok(described.length >= 11)
  assert.deepEqual([...new Set(routed)].sort(), described.sort())
  for (const [path, methods] of Object.entries(description.paths as z.infer<typeof document>['paths'])) {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    for (const { parameters = [] } of Object.values(methods)) {
      assert.deepEqual(parameters.filter((each) => each.in === 'path').map(({ name }) => name), named)
      assert.ok(parameters.filter((each) => each.in === 'path').every(({ required }) => required))
    }
  }
})

test('what refers to something refers to something that is there, and types are those of JSON Schema', () => {
  const types = z.union([z.enum(['string', 'number', 'integer', 'boolean', 'object', 'array', 'null']), z.array(z.enum(['string', 'number', 'integer', 'boolean', 'object', 'array', 'null']))])
  for (const { path, value } of walk(description)) {
    if (typeof value.$ref === 'string') {
      const target = value.$ref.replace(/^#\//, '').split('/').reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], description)
      assert.ok(target, `${path}: ${value.$ref}`)
    }
    if ('type' in value && /schema|properties|items/.test(path) && !path.endsWith('/properties')) assert.ok(types.safeParse(value.type).success, `${path}: ${JSON.stringify(value.type)}`)
    assert.ok(!('nullable' in value), `${path}: null is a type in 3.1`)
  }
})

test('every refusal is a problem', () => {
  for (const { path, value } of walk(description.paths)) {
    if (!/\/responses$/.test(path)) continue
    for (const status of ['401', '403', '422', '429']) assert.ok(status in value, `${path} ${status}`)
    for (const [status, response] of Object.entries(value) as [string, { content: object }][]) {
      if (status >= '400') assert.deepEqual(Object.keys(response.content), ['application/problem+json'])
    }
  }
})
