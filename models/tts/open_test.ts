import { after, test } from 'node:test'
import assert from 'node:assert/strict'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DUB_RATE_HZ } from '../../domain/audio.ts'
import { createLog, silentLog } from '../../infra/log.ts'
import { BUNDLED_FOLDER, createModelStore } from '../store/store.ts'
import { startGoogle } from './google/stand_in.ts'
import { openSpeaker } from './open.ts'
import type { Speaker } from './speaker.ts'

const never = new AbortController().signal
const root = await mkdtemp(join(tmpdir(), 'parley-speaker-'))
after(() => rm(root, { recursive: true }))

async function speak(speaker: Speaker, text: string, language: 'en' | 'pt') {
  const { engine, audio } = await speaker.speak({ text, language }, { signal: never })
  let samples = 0
  for await (const piece of audio) samples += piece.length
  return { engine, seconds: samples / DUB_RATE_HZ }
}

test('English is spoken by the voice that comes with Parley, other languages as the order says', async () => {
  const cacheFolder = join(root, 'cache')
  const speaker = await openSpeaker({ store: createModelStore({ cacheFolder, models: 'bundled', hubUrl: 'http://127.0.0.1:9', log: silentLog }), cacheFolder, log: silentLog })
  try {
    const english = await speak(speaker, 'Good morning, everyone. Shall we begin?', 'en')
    assert.equal(english.engine, 'piper')
    assert.ok(english.seconds > 1.5 && english.seconds < 6, `${english.seconds} s`)
    const portuguese = await speak(speaker, 'Bom dia a todos.', 'pt')
    assert.ok(portuguese.seconds > 0.7 && portuguese.seconds < 4, `${portuguese.seconds} s`)
    const { languages, google } = speaker.spoken()
    assert.ok(languages.length >= 75)
    assert.equal(languages.find(({ language }) => language === 'en')?.engine, 'piper')
    assert.equal(google, false)
  } finally {
    await speaker.close()
  }
})

test('a voice whose file is broken leaves its language to espeak-ng, and the log says so', async () => {
  const bundledFolder = join(root, 'bundled')
  await cp(join(BUNDLED_FOLDER, 'piper-en_US-joe-medium'), join(bundledFolder, 'piper-en_US-joe-medium'), { recursive: true })
  await writeFile(join(bundledFolder, 'piper-en_US-joe-medium', 'model.onnx'), 'no model')
  const told: string[] = []
  const log = createLog({ level: 'warn', write: (line) => told.push(line) })
  const cacheFolder = join(root, 'other-cache')
  const speaker = await openSpeaker({ store: createModelStore({ cacheFolder, models: 'bundled', hubUrl: 'http://127.0.0.1:9', log: silentLog, bundledFolder }), cacheFolder, log })
  try {
    assert.equal((await speak(speaker, 'Good morning.', 'en')).engine, 'espeak')
    assert.match(told.join('\n'), /voice-not-opened.*piper-en_US-joe-medium/)
    assert.match(told.join('\n'), /voice-failed.*model-unavailable/)
  } finally {
    await speaker.close()
  }
})

test('Google speaks only where it is allowed, after voices of our own, and espeak-ng where it fails', async (t) => {
  const mp3 = new Uint8Array(await readFile(new URL('../../tests/fixtures/google_tts/bom_dia.mp3', import.meta.url)))
  let isAway = false
  const server = await startGoogle({ mp3, answer: () => (isAway ? { status: 503, type: 'text/html', body: 'away' } : undefined) })
  t.after(() => server.close())
  const speaker = await openSpeaker({ store: { find: async () => null }, cacheFolder: join(root, 'none'), google: { url: server.url }, log: silentLog })
  try {
    assert.equal(speaker.spoken().google, true)
    assert.equal((await speak(speaker, 'Bom dia a todos.', 'pt')).engine, 'google')
    isAway = true
    assert.equal((await speak(speaker, 'Bom dia a todos.', 'pt')).engine, 'espeak')
  } finally {
    await speaker.close()
  }
})
