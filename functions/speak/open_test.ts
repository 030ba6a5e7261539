import { test } from 'node:test'
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DUB_RATE_HZ } from '../../domain/audio.ts'
import { silentLog } from '../../infra/log.ts'
import { createModelStore } from '../../models/store/store.ts'
import { createMesh } from '../mesh/mesh.ts'
import { meshSpeaker } from '../mesh/ports.ts'
import { openSpeak } from './open.ts'

test('the function speaks with its real voices, in English and in Portuguese', async () => {
  const cacheFolder = await mkdtemp(join(tmpdir(), 'parley-speak-'))
  const store = createModelStore({ cacheFolder, models: 'bundled', hubUrl: 'http://127.0.0.1:9', log: silentLog })
  const opened = await openSpeak({ config: { PARLEY_CACHE: cacheFolder, GOOGLE_TTS: false }, store, log: silentLog })
  try {
    const speaker = meshSpeaker(createMesh({ apps: { speak: opened.app } }))
    assert.equal((await speaker.spoken()).google, false)
    for (const [text, language, expected] of [['Good morning, everyone.', 'en', 'piper'], ['Bom dia a todos.', 'pt', 'espeak']] as const) {
      const { engine, audio } = await speaker.speak({ text, language }, { signal: new AbortController().signal })
      let [samples, loudest] = [0, 0]
      for await (const piece of audio) {
        samples += piece.length
        for (const value of piece) loudest = Math.max(loudest, Math.abs(value))
      }
      assert.equal(engine, expected)
      assert.ok(samples > DUB_RATE_HZ / 2 && samples < DUB_RATE_HZ * 5 && loudest > 3_000, `${samples} samples up to ${loudest}`)
    }
  } finally {
    await opened.close()
    await rm(cacheFolder, { recursive: true })
  }
})
