import { after, test } from 'node:test'
import type { TestContext } from 'node:test'
import assert from 'node:assert/strict'
import { DUB_RATE_HZ, SPEECH_RATE } from '../../../domain/audio.ts'
import { createLog, silentLog } from '../../../infra/log.ts'
import { espeakSpeak } from '../../../tests/fixtures/xtts/speak_with_espeak.ts'
import type { Fault } from '../../../tests/fixtures/xtts/faults.ts'
import { startXtts } from '../../../tests/fixtures/xtts/stand_in.ts'
import { readWav } from '../../../tests/read_wav.ts'
import { BUNDLED_FOLDER } from '../../store/store.ts'
import { toInt16 } from '../../tts/samples.ts'
import { loadSilero } from '../../vad/silero.ts'
import { speakAll, testCloner, TEXT } from '../cloner_contract.ts'
import { resample } from '../decode/resample.ts'
import { createXtts } from './xtts.ts'
import type { XttsOptions } from './xtts.ts'

const { speak, close } = espeakSpeak()
const vad = await loadSilero(`${BUNDLED_FOLDER}silero-vad/model.onnx`)
const samples = [toInt16(resample(await readWav(new URL('../../../tests/fixtures/jfk.wav', import.meta.url)), SPEECH_RATE, DUB_RATE_HZ))]
after(async () => {
  await Promise.all([close(), vad.close()])
})

async function open(t: TestContext, options: Partial<XttsOptions> = {}) {
  const server = await startXtts({ speak })
  const cloner = createXtts({ url: `${server.url}/`, vad, log: silentLog, ...options })
  t.after(async () => {
    await cloner.close()
    await server.close()
  })
  return { server, cloner }
}

const opened = async (t: TestContext, options: Partial<XttsOptions> = {}) => {
  const { server, cloner } = await open(t, options)
  const embedding = await cloner.embed(samples)
  return { server, cloner, embedding, say: (text = TEXT) => speakAll(cloner, { text, language: 'en', embedding }) }
}

for (const streaming of [false, true]) {
  testCloner(streaming ? 'XTTS, streamed' : 'XTTS', async (t) => ({
    cloner: (await open(t, { streaming })).cloner, samples, speaks: 'en', speaksNot: 'vi', lengthMs: [2_000, 6_000],
  }))
}

test('a long text is spoken part by part, and Chinese under the server’s name of it', async (t) => {
  const { server, cloner, embedding, say } = await opened(t)
  const long = Array.from({ length: 6 }, () => 'We looked at the budget of the coming year, and nobody had a question about it.').join(' ')
  assert.ok((await say(long)).length > 4 * (await say()).length)
  const texts = server.asked.filter(({ path }) => path === '/tts').map(({ text }) => text ?? '')
  assert.equal(texts.slice(0, -1).join(' '), long)
  assert.ok(texts.every((text) => text.length <= 250) && texts.length === 3)
  await speakAll(cloner, { text: '会议九点开始。', language: 'zh', embedding })
  assert.equal(server.asked.at(-1)?.language, 'zh-cn')
  assert.ok((await cloner.languages()).includes('zh'))
})

test('an engine that streams is heard before it has finished', async (t) => {
  const { cloner, embedding } = await opened(t, { streaming: true })
  let pieces = 0
  for await (const piece of cloner.speak({ text: TEXT, language: 'en', embedding })) if (piece.length > 0) pieces++
  assert.ok(pieces > 1)
})

test('requests wait for each other, as the server asks', async (t) => {
  const { server, say } = await opened(t)
  await Promise.all([say(), say(), say()])
  assert.equal(server.atOnce, 1)
})

/** What an operator's server does on a bad day, and what that is called; the next attempt is fine. */
const BAD_DAYS: readonly (readonly [name: string, fault: Fault, code: string, message: RegExp])[] = [
  ['answers 500', { kind: 'status', status: 500 }, 'model-unavailable', /500 to \/tts: Internal Server Error/],
  ['is behind a proxy without it', { kind: 'status', status: 502, body: 'Bad Gateway' }, 'model-unavailable', /Bad Gateway/],
  ['is asked too often', { kind: 'status', status: 429 }, 'unavailable', /429/],
  ['hangs', { kind: 'hang' }, 'timeout', /within 3000 ms/],
  ['hangs up', { kind: 'hang-up' }, 'model-unavailable', /hung up/],
  ['answers 0 bytes of sound', { kind: 'empty' }, 'clone-failed', /no sound/],
  ['answers hiss', { kind: 'noise' }, 'clone-failed', /of which \d+ ms are speech/],
  ['answers silence', { kind: 'silence' }, 'clone-failed', /of which 0 ms are speech/],
  ['breaks off at once', { kind: 'short' }, 'clone-failed', /60 ms of sound/],
  ['does not find the end', { kind: 'endless' }, 'clone-failed', /did not find the end/],
  ['answers a page', { kind: 'garbage' }, 'clone-failed', /cannot be read/],
]

for (const [name, fault, code, message] of BAD_DAYS) {
  test(`a server that ${name} may be tried again`, async (t) => {
    const { server, say } = await opened(t, { deadlines: { speakMs: 3_000 } })
    server.fail({ path: '/tts', fault })
    await assert.rejects(say(), (error: { code: string; retryable: boolean; message: string }) => {
      assert.deepEqual([error.code, error.retryable], [code, true])
      assert.match(error.message, message)
      return true
    })
    assert.ok((await say()).length > 0)
  })
}

test('a stream that falls silent, breaks or ends without a word is a failure, too', async (t) => {
  const { server, cloner, say } = await opened(t, { streaming: true, deadlines: { pieceMs: 3_000 } })
  for (const [fault, code] of [[{ kind: 'hang' }, 'timeout'], [{ kind: 'empty' }, 'clone-failed'], [{ kind: 'noise' }, 'clone-failed'], [{ kind: 'hang-up' }, 'model-unavailable']] as const) {
    server.fail({ path: '/tts_stream', fault })
    await assert.rejects(say(), { code })
  }
  // The server has no limit for Hindi, and says so after its 200.
  const embedding = await cloner.embed(samples)
  await assert.rejects(speakAll(cloner, { text: 'नमस्ते दुनिया', language: 'hi', embedding }), { code: 'model-unavailable' })
})

test('what the server refuses is refused for good, with its words', async (t) => {
  const { server, say } = await opened(t)
  server.fail({ path: '/tts', fault: { kind: 'status', status: 422, body: '{"detail":[{"loc":["body","text"],"msg":"field required"}]}' } })
  await assert.rejects(say(), { code: 'clone-refused', retryable: false, message: /field required/ })
})

test('a server that died is named, and used again when it is back', async (t) => {
  const { server, cloner, embedding, say } = await opened(t)
  server.fail({ path: '/tts', fault: { kind: 'crash' } })
  await assert.rejects(say(), { code: 'model-unavailable', retryable: true })
  await assert.rejects(say(), { code: 'model-unavailable', message: /cannot be reached/ })
  assert.equal(await cloner.ready(), false)
  const again = await startXtts({ speak, port: Number(new URL(server.url).port) })
  t.after(() => again.close())
  assert.equal(await cloner.ready(), true)
  assert.ok((await speakAll(cloner, { text: TEXT, language: 'en', embedding })).length > 0)
})

test('languages are asked for again once it was not to be had, and the key goes along', async (t) => {
  const lines: string[] = []
  const { server, cloner } = await open(t, { apiKey: 'secret-of-the-proxy', log: createLog({ level: 'warn', write: (line) => lines.push(line) }) })
  server.fail({ path: '/languages', fault: { kind: 'status', status: 500 } })
  assert.deepEqual(await cloner.languages(), [])
  assert.match(lines.join(), /xtts-languages-failed/)
  assert.ok(!lines.join().includes('secret-of-the-proxy'))
  assert.equal((await cloner.languages()).length, 17)
  await cloner.languages()
  assert.deepEqual(server.asked.map(({ authorization }) => authorization), ['Bearer secret-of-the-proxy', 'Bearer secret-of-the-proxy'])
})

test('a voice that cannot be learned is told apart from a server that fails', async (t) => {
  const { server, cloner } = await open(t, { deadlines: { embedMs: 3_000 } })
  // Less than a third of a second: the model raises.
  await assert.rejects(cloner.embed([new Int16Array(2_400)]), { code: 'model-unavailable', message: /500 to \/clone_speaker/ })
  server.fail({ path: '/clone_speaker', fault: { kind: 'hang' } }, { path: '/clone_speaker', fault: { kind: 'garbage' } })
  await assert.rejects(cloner.embed(samples), { code: 'timeout' })
  await assert.rejects(cloner.embed(samples), { code: 'clone-failed', message: /cannot be read/ })
  assert.deepEqual(await cloner.embed(samples), await cloner.embed(samples))
})
