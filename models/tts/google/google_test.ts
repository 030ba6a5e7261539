import { test } from 'node:test'
import type { TestContext } from 'node:test'
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { DUB_RATE_HZ } from '../../../domain/audio.ts'
import { languageCodes } from '../../../domain/language.ts'
import { createGoogle } from './google.ts'
import { startGoogle } from './stand_in.ts'
import type { StandInScript } from './stand_in.ts'

const mp3 = new Uint8Array(await readFile(new URL('../../../tests/fixtures/google_tts/bom_dia.mp3', import.meta.url)))
const never = new AbortController().signal

async function open(t: TestContext, script: Partial<StandInScript> = {}) {
  const server = await startGoogle({ mp3, ...script })
  t.after(() => server.close())
  const google = createGoogle({ url: server.url })
  const speak = async (text: string, language: 'pt' | 'he' | 'so' = 'pt', signal = never) => {
    const samples: number[] = []
    for await (const piece of google.speak({ text, language }, { signal })) samples.push(...piece)
    return Int16Array.from(samples)
  }
  return { server, google, speak }
}

test('a sentence is asked for in Google’s code of its language, and its MP3 becomes samples', async (t) => {
  const { speak, server } = await open(t)
  const samples = await speak('Bom dia a todos.')
  assert.ok(samples.length > DUB_RATE_HZ * 0.8 && samples.length < DUB_RATE_HZ * 3, `${samples.length}`)
  assert.ok(samples.some((value) => Math.abs(value) > 3_000))
  await speak('שלום', 'he')
  assert.deepEqual(server.asked, [{ text: 'Bom dia a todos.', language: 'pt-BR' }, { text: 'שלום', language: 'iw' }])
})

test('a long sentence goes in parts that the service takes', async (t) => {
  const { speak, server } = await open(t)
  const text = 'Temos três opções para a próxima semana, '.repeat(8).trim()
  await speak(text)
  assert.ok(server.asked.length >= 2)
  assert.equal(server.asked.map((one) => one.text).join(' ').replace(/\s+/g, ''), text.replace(/\s+/g, ''))
})

test('a refusal, a page instead of sound, noise, nothing and silence of the network are told apart from sound', async (t) => {
  for (const [answer, code] of [
    [{ status: 429, type: 'text/html', body: 'busy' }, 'unavailable'], [{ status: 200, type: 'text/html', body: '<h1>Consent</h1>' }, 'unavailable'],
    [{ status: 200, body: 'no sound at all' }, 'invalid-audio'], [{ status: 200, body: new Uint8Array(0) }, 'invalid-audio'],
  ] as const) {
    const { speak } = await open(t, { answer: () => answer })
    await assert.rejects(speak('Bom dia.'), { name: 'DomainError', code })
  }
  const { speak, server } = await open(t)
  await assert.rejects(speak('Bom dia.', 'pt', AbortSignal.abort(new Error('gone'))), /gone/)
  await assert.rejects(speak('Subax wanaagsan', 'so'), { code: 'language-unavailable' })
  await server.close()
  await assert.rejects(speak('Bom dia.'), { code: 'unavailable' })
})

test('it speaks most languages that people speak here', () => {
  assert.ok(languageCodes.filter(createGoogle().speaks).length >= 65)
})
