import { test } from 'node:test'
import assert from 'node:assert/strict'
import { hc } from 'hono/client'
import { transcriptSchema } from '../../domain/caption.ts'
import { DomainError } from '../../domain/errors.ts'
import { silentLog } from '../../infra/log.ts'
import { createScriptedRecogniser } from '../../models/whisper/scripted.ts'
import type { RecogniserScript } from '../../models/whisper/scripted.ts'
import { createTranscribeApp } from './app.ts'
import type { TranscribeApp } from './app.ts'

const SECOND = Float32Array.from({ length: 16_000 }, (_, n) => Math.sin(n / 10) / 2)

function open(script: RecogniserScript = {}) {
  const recogniser = createScriptedRecogniser(script)
  const app = createTranscribeApp({ recogniser, log: silentLog })
  const post = (body: BodyInit, { query = '', type = 'application/octet-stream' } = {}) =>
    app.request(`/transcribe${query}`, { method: 'POST', body, headers: { 'content-type': type } })
  const refusal = async (response: Response) => {
    assert.equal(response.headers.get('content-type'), 'application/problem+json')
    return (await response.json()) as { code: string; detail: string; status: number }
  }
  return { app, recogniser, post, refusal }
}

test('samples come back as the words that were said', async () => {
  const { post, recogniser } = open({ says: 'Good morning.' })
  const response = await post(SECOND, { query: '?language=en&window=full' })
  assert.equal(response.status, 200)
  assert.equal(transcriptSchema.parse(await response.json()).text, 'Good morning.')
  assert.deepEqual(recogniser.asked[0]!.pcm, SECOND)
  assert.equal(recogniser.asked[0]!.options.language, 'en')
  assert.equal(recogniser.asked[0]!.options.window, 'full')
})

test('without a language, or with "auto", it is detected', async () => {
  const { post, recogniser } = open()
  await post(SECOND)
  await post(SECOND, { query: '?language=auto' })
  assert.deepEqual(recogniser.asked.map(({ options }) => [options.language, options.window]), [[null, 'sized'], [null, 'sized']])
})

test('what the speaker has spoken so far goes along with what is to be detected', async () => {
  const { post, recogniser, refusal } = open()
  assert.equal((await post(SECOND, { query: '?expected=pt' })).status, 200)
  assert.deepEqual([recogniser.asked[0]!.options.language, recogniser.asked[0]!.options.expected], [null, 'pt'])
  assert.match((await refusal(await post(SECOND, { query: '?expected=klingon' }))).detail, /expected/)
})

test('speech that was cut asks for times of words, and is taken for speech', async () => {
  const { post, recogniser, refusal } = open()
  assert.equal((await post(SECOND, { query: '?wordTimes=true&spoken=true' })).status, 200)
  await post(SECOND)
  assert.deepEqual(recogniser.asked.map(({ options }) => [options.wordTimes, options.spoken]), [[true, true], [false, false]])
  assert.match((await refusal(await post(SECOND, { query: '?spoken=perhaps' }))).detail, /spoken/)
})

test('a draft goes along as tokens, and only as tokens', async () => {
  const { post, refusal, recogniser } = open()
  assert.equal((await post(SECOND, { query: '?draft=50364,2425,50414' })).status, 200)
  assert.deepEqual(recogniser.asked[0]!.options.draft, [50364, 2425, 50414])
  assert.equal((await post(SECOND, { query: '?draft=1&draftModel=whisper-small' })).status, 200)
  assert.equal(recogniser.asked[1]!.options.draftModel, 'whisper-small')
  for (const draft of ['1,x', '-1', '1.5', Array.from({ length: 225 }, () => 1).join()]) {
    assert.match((await refusal(await post(SECOND, { query: `?draft=${draft}` }))).detail, /draft/)
  }
})

test('hints go along as words, a few of them', async () => {
  const { post, refusal, recogniser } = open()
  assert.equal((await post(SECOND, { query: `?hints=${encodeURIComponent('Halvex\nspool valve')}` })).status, 200)
  assert.deepEqual(recogniser.asked[0]!.options.hints, ['Halvex', 'spool valve'])
  for (const hints of [Array.from({ length: 9 }, () => 'a').join('\n'), 'a\n\nb', 'a'.repeat(1_001)]) {
    assert.match((await refusal(await post(SECOND, { query: `?hints=${encodeURIComponent(hints)}` }))).detail, /hints/)
  }
})

test('the typed client sends bytes', async () => {
  const { app } = open({ says: 'Hello.' })
  const client = hc<TranscribeApp>('http://transcribe.mesh', { fetch: (input: RequestInfo | URL, init?: RequestInit) => app.request(input as string, init) })
  const body = new Uint8Array(SECOND.buffer)
  const response = await client.transcribe.$post({ query: { language: 'pt' } }, { headers: { 'content-type': 'application/octet-stream' }, init: { body } })
  assert.equal(response.status, 200)
  const transcript = await response.json()
  assert.deepEqual([transcript.text, transcript.language], ['Hello.', 'pt'])
})

test('a request that is not well formed is refused and never recognised', async () => {
  const { post, refusal, recogniser } = open()
  assert.match((await refusal(await post(SECOND, { query: '?language=tlh' }))).detail, /language: /)
  assert.match((await refusal(await post(SECOND, { query: '?window=huge' }))).detail, /window: /)
  assert.deepEqual(await refusal(await post('{}', { type: 'application/json' })).then(({ code, status }) => [code, status]), ['invalid-input', 400])
  assert.deepEqual(recogniser.asked, [])
})

test('audio that is empty, half a sample or not a number is refused', async () => {
  const { post, refusal } = open()
  const broken = Float32Array.from(SECOND)
  broken[400] = Number.NaN
  for (const [body, words] of [[new Uint8Array(0), /empty/], [new Uint8Array(4_002), /whole number/], [broken, /sample 400 is NaN/]] as const) {
    const problem = await refusal(await post(body))
    assert.deepEqual([problem.code, problem.status], ['invalid-audio', 422])
    assert.match(problem.detail, words)
  }
})

test('30 s is the limit, with or without an announced length', async () => {
  const { post, refusal, app } = open()
  assert.equal((await post(new Float32Array(480_000))).status, 200)
  const announced = await refusal(await post(new Float32Array(480_001)))
  assert.deepEqual([announced.code, announced.status], ['too-large', 413])
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      controller.enqueue(new Uint8Array(1 << 20))
    },
  })
  const request = new Request('http://local/transcribe', { method: 'POST', body, headers: { 'content-type': 'application/octet-stream' }, duplex: 'half' } as RequestInit)
  assert.equal((await app.request(request)).status, 413)
})

test('a recogniser that fails is the server’s fault and tells nothing of its inside', async () => {
  const failing = (error: Error) => open({ before: async () => {
    throw error
  } })
  const down = failing(new DomainError('model-unavailable', 'The thread "whisper" has stopped'))
  assert.deepEqual(await down.refusal(await down.post(SECOND)).then(({ code, status }) => [code, status]), ['model-unavailable', 503])
  const late = failing(new DomainError('timeout', 'No answer within 20000 ms'))
  assert.equal((await late.post(SECOND)).status, 504)
  const broken = failing(new Error('/secret/path'))
  const problem = await broken.refusal(await broken.post(SECOND))
  assert.deepEqual([problem.status, problem.detail.includes('secret')], [500, false])
})

test('a caller that goes away ends the work', async () => {
  const leave = new AbortController()
  let ended: unknown
  const { app } = open({ before: (_, { signal }) => new Promise((_, reject) => {
    signal!.addEventListener('abort', () => reject(ended = signal!.reason))
    leave.abort(new Error('gone'))
  }) })
  const headers = { 'content-type': 'application/octet-stream' }
  await app.request('/transcribe', { method: 'POST', body: SECOND, headers, signal: leave.signal })
  assert.ok(ended)
})

test('it is alive and ready, and nothing else is there', async () => {
  const { app } = open()
  assert.equal((await app.request('/healthz')).status, 200)
  assert.equal((await app.request('/readyz')).status, 200)
  assert.equal((await app.request('/transcribe')).status, 404)
})
