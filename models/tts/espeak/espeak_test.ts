import { after, test } from 'node:test'
import assert from 'node:assert/strict'
import { DUB_RATE_HZ } from '../../../domain/audio.ts'
import { languageCodes } from '../../../domain/language.ts'
import { openEspeak } from './espeak.ts'
import { ESPEAK_VOICES } from './voices.ts'

const espeak = await openEspeak()
after(() => espeak.close())
const { signal } = new AbortController()

async function speak(text: string, language: 'en' | 'pt' | 'vi', speed = 1): Promise<Int16Array> {
  const samples: number[] = []
  for await (const piece of espeak.voice.speak({ text, language, speed }, { signal })) samples.push(...piece)
  return Int16Array.from(samples)
}
const secondsOf = (samples: Int16Array) => samples.length / DUB_RATE_HZ
const loudest = (samples: Int16Array) => samples.reduce((most, value) => Math.max(most, Math.abs(value)), 0)

test('every voice of the table is one that espeak-ng has', async () => {
  const names = [...new Set(Object.values(ESPEAK_VOICES))]
  for (const name of names) assert.equal((await espeak.phonemes(['1'], name)).length, 1, name)
  await assert.rejects(espeak.phonemes(['1'], 'klingonese'), { code: 'language-unavailable' })
  assert.ok(languageCodes.filter(espeak.voice.speaks).length >= 75)
})

test('a sentence becomes sound of a sensible length, quicker where it shall be', async () => {
  const usual = await speak('The meeting begins at ten in the morning.', 'en')
  assert.ok(secondsOf(usual) > 1.5 && secondsOf(usual) < 5)
  assert.ok(loudest(usual) > 3_000)
  const quick = await speak('The meeting begins at ten in the morning.', 'en', 1.25)
  assert.ok(Math.abs(secondsOf(usual) / secondsOf(quick) - 1.25) < 0.12)
})

test('phonemes are those of the language, clause by clause', async () => {
  const [hello, world] = await espeak.phonemes(['Hello', 'world'], 'en-us')
  assert.equal(`${hello} ${world}`.replaceAll('_', ''), 'həlˈoʊ wˈɜːld')
  assert.match((await espeak.phonemes(['Você não está'], 'pt-br')).join(), /n_.*ɐ̃/)
})

test('a language that it has no voice for, and a caller who left, are told', async () => {
  await assert.rejects(async () => {
    for await (const _ of espeak.voice.speak({ text: 'こんにちは', language: 'ja' }, { signal }));
  }, { code: 'language-unavailable' })
  await assert.rejects(async () => {
    for await (const _ of espeak.voice.speak({ text: 'Hello', language: 'en' }, { signal: AbortSignal.abort(new Error('gone')) }));
  }, /gone/)
})
