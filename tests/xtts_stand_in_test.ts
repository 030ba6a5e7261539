import { test } from 'node:test'
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { startXtts } from './fixtures/xtts/stand_in.ts'

const speak = async () => new Int16Array(2_400).fill(1_000)
const LATENTS = { speaker_embedding: Array.from({ length: 512 }, () => 0.5), gpt_cond_latent: [Array.from({ length: 1_024 }, () => 0.25)] }

test('the stand-in of XTTS checks bodies as FastAPI and pydantic do', async (t) => {
  const server = await startXtts({ speak })
  t.after(() => server.close())
  const post = async (path: string, body: BodyInit, type = 'application/json') => {
    const response = await fetch(`${server.url}${path}`, { method: 'POST', body, ...(type ? { headers: { 'content-type': type } } : {}) })
    const text = await response.text()
    return { status: response.status, detail: text.startsWith('{') ? (JSON.parse(text) as { detail: unknown }).detail : text.slice(0, 40) }
  }
  const tts = (fields: object) => post('/tts', JSON.stringify({ text: 'Hello', language: 'en', ...LATENTS, ...fields }))
  const finding = (loc: readonly unknown[], msg: string, type: string) => ({ status: 422, detail: [{ loc: ['body', ...loc], msg, type }] })

  assert.deepEqual(await tts({ text: undefined }), finding(['text'], 'field required', 'value_error.missing'))
  assert.deepEqual(await tts({ text: ['Hello'] }), finding(['text'], 'str type expected', 'type_error.str'))
  assert.deepEqual(await tts({ speaker_embedding: 'x' }), finding(['speaker_embedding'], 'value is not a valid list', 'type_error.list'))
  assert.deepEqual(await tts({ gpt_cond_latent: [[0, 'x']] }), finding(['gpt_cond_latent', 0, 1], 'value is not a valid float', 'type_error.float'))
  assert.deepEqual(await tts({ language: null }), finding(['language'], 'none is not an allowed value', 'type_error.none.not_allowed'))
  assert.deepEqual(await post('/tts', '{}', 'text/plain'), finding([], 'value is not a valid dict', 'type_error.dict'))
  assert.equal((await post('/tts', '{')).status, 422)
  // What pydantic lets pass, the model may raise at: without a word of why.
  const raised = { status: 500, detail: 'Internal Server Error' }
  assert.deepEqual(await tts({ language: 'vi' }), raised)
  assert.deepEqual(await tts({ gpt_cond_latent: [[1, 2]] }), raised)
  assert.deepEqual(await tts({ speaker_embedding: [1] }), raised)
  assert.deepEqual(await tts({ text: 'word '.repeat(300) }), raised)
  assert.equal((await tts({ unknown: 1, text: 5 })).status, 200)

  const form = (name: string, value: string | Blob) => {
    const data = new FormData()
    if (typeof value === 'string') data.set(name, value)
    else data.set(name, value, 'a.wav')
    return post('/clone_speaker', data, '')
  }
  assert.deepEqual(await form('wav', new Blob(['x'])), finding(['wav_file'], 'field required', 'value_error.missing'))
  assert.deepEqual(await form('wav_file', 'x'), finding(['wav_file'], "Expected UploadFile, received: <class 'str'>", 'value_error'))
  assert.deepEqual(await form('wav_file', new Blob(['no audio'])), raised)
  assert.equal((await fetch(`${server.url}/tts`)).status, 405)
  assert.equal((await fetch(`${server.url}/speak`)).status, 404)
})

test('as a process it is scripted from outside, and a crash ends it', async (t) => {
  const script = fileURLToPath(new URL('fixtures/xtts/main.ts', import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', script], { cwd: fileURLToPath(new URL('..', import.meta.url)), stdio: ['ignore', 'pipe', 'inherit'] })
  t.after(() => child.kill('SIGKILL'))
  const [line] = await once(child.stdout.setEncoding('utf8'), 'data') as [string]
  const url = /is ready at (\S+)/.exec(line)![1]!
  assert.equal(((await (await fetch(`${url}/languages`)).json()) as string[]).length, 17)
  const faults = [{ path: '/languages', fault: { kind: 'status', status: 503 } }, { path: '/languages', fault: { kind: 'crash' } }]
  await fetch(`${url}/control`, { method: 'POST', body: JSON.stringify({ faults }) })
  assert.equal((await fetch(`${url}/languages`)).status, 503)
  const ended = once(child, 'exit')
  await assert.rejects(fetch(`${url}/languages`))
  assert.deepEqual((await ended)[0], 139)
})
