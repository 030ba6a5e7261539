import { test } from 'node:test'
import assert from 'node:assert/strict'
import { isAbsolute } from 'node:path'
import { parseConfig } from './config.ts'

const KEY = 'sixteen characters or more'

test('an empty environment is a whole configuration for this machine alone', () => {
  const config = parseConfig({})
  assert.equal(config.PORT, 8080)
  assert.equal(config.HOST, '127.0.0.1')
  assert.equal(config.PARLEY_MODELS, 'bundled')
  assert.equal(config.TRANSLATE_URL, undefined)
  assert.ok(isAbsolute(config.PARLEY_DATA) && isAbsolute(config.PARLEY_CACHE))
  assert.equal(parseConfig({ PARLEY_LAN: '1' }).HOST, '0.0.0.0')
  assert.equal(parseConfig({ PORT: '', LOG_LEVEL: '' }).PORT, 8080)
})

test('a function’s URL may name several replicas, and wants the key of the mesh', () => {
  const { TRANSLATE_URL } = parseConfig({ TRANSLATE_URL: 'http://10.0.0.1:8100, http://10.0.0.2:8100', MESH_KEY: KEY })
  assert.deepEqual(TRANSLATE_URL, ['http://10.0.0.1:8100', 'http://10.0.0.2:8100'])
  assert.throws(() => parseConfig({ TRANSLATE_URL: 'http://10.0.0.1:8100' }), /MESH_KEY: is required/)
  assert.throws(() => parseConfig({ TRANSLATE_URL: 'http://10.0.0.1:8100,nonsense', MESH_KEY: KEY }), /TRANSLATE_URL/)
  assert.throws(() => parseConfig({ TRANSLATE_URL: 'ftp://10.0.0.1', MESH_KEY: KEY }), /TRANSLATE_URL/)
})

test('all mistakes are told together, each with its variable', () => {
  assert.throws(() => parseConfig({ PORT: 'eighty', PARLEY_MODELS: 'some', MESH_KEY: 'short', HF_ENDPOINT: 'hub' }), (error: Error) => {
    for (const name of ['PORT', 'PARLEY_MODELS', 'MESH_KEY', 'HF_ENDPOINT']) assert.match(error.message, new RegExp(`^  ${name}`, 'm'))
    return true
  })
})

test('mail and sign-in elsewhere want the address that people use, since links lead there', () => {
  assert.throws(() => parseConfig({ SMTP_URL: 'smtp://mail.example.org' }), /MAIL_FROM: is required when SMTP_URL is set\n {2}PUBLIC_URL: is required/)
  assert.throws(() => parseConfig({ OIDC_ISSUER: 'https://id.example.org' }), /OIDC_CLIENT_ID[\s\S]*OIDC_CLIENT_SECRET[\s\S]*PUBLIC_URL/)
  assert.throws(() => parseConfig({ SESSION_SECRET: 'short' }), /SESSION_SECRET/)
  const config = parseConfig({ SMTP_URL: 'smtps://u:p@mail.example.org:465', MAIL_FROM: 'Parley <parley@example.org>', PUBLIC_URL: 'https://meet.example.org/' })
  assert.equal(config.PUBLIC_URL, 'https://meet.example.org')
  assert.equal(config.TRUST_PROXY, 0)
})

test('a process that makes no captions itself wants others to reach', () => {
  assert.equal(parseConfig({}).CAPTIONS_WORKERS, 2)
  assert.equal(parseConfig({ CAPTIONS_WORKERS: '0', REDIS_URL: 'redis://127.0.0.1:6379' }).CAPTIONS_WORKERS, 0)
  assert.throws(() => parseConfig({ CAPTIONS_WORKERS: '0' }), /CAPTIONS_WORKERS: can be 0 only with REDIS_URL/)
})

test('addresses of stores say how they are written, and never show a password', () => {
  for (const [name, value] of [['DATABASE_URL', 'mysql://bob:open-sesame@db/x'], ['DATABASE_URL', 'postgres://bob:open%zzsesame@db/x'], ['REDIS_URL', 'redis://:open%zzsesame@db']] as const) {
    assert.throws(() => parseConfig({ [name]: value }), (error: Error) => new RegExp(`${name}: (?:must be|write special)`).test(error.message) && !error.message.includes('sesame'))
  }
})
