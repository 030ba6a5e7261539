import { test } from 'node:test'
import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DUB_RATE_HZ } from '../../../domain/audio.ts'
import { silentLog } from '../../../infra/log.ts'
import { MODELS } from '../../registry.ts'
import { startHub } from '../../store/hub_stand_in.ts'
import { BUNDLED_FOLDER, createModelStore } from '../../store/store.ts'
import { openEspeak } from '../espeak/espeak.ts'
import { openPiperVoices } from './voices.ts'

const PULLED = 'piper-pt_BR-faber-medium'
const never = new AbortController().signal

test('a voice that was pulled from the hub speaks its language, the bundled one goes on with English', async (t) => {
  const cacheFolder = await mkdtemp(join(tmpdir(), 'parley-voices-'))
  const bundled = join(BUNDLED_FOLDER, 'piper-en_US-joe-medium', 'model.onnx')
  const [graph, settings] = await Promise.all([readFile(bundled), readFile(`${bundled}.json`, 'utf8')])
  const [graphPath, settingsPath] = MODELS[PULLED].files.map(({ path }) => path)
  // The collection is out of reach here: the bundled voice lies in the place of the Portuguese one, and reads its phonemes.
  const hub = await startHub({
    [`rhasspy/piper-voices/${graphPath}`]: new Uint8Array(graph),
    [`rhasspy/piper-voices/${settingsPath}`]: new TextEncoder().encode(settings.replace('"en-us"', '"pt-br"')),
  })
  const store = createModelStore({ cacheFolder, models: 'full', hubUrl: hub.url, log: silentLog })
  const asked: string[] = []
  const espeak = await openEspeak()
  t.after(async () => {
    await espeak.close()
    await hub.close()
    await rm(cacheFolder, { recursive: true })
  })
  const open = () => openPiperVoices({ store, cacheFolder, threads: 1, log: silentLog, espeak: {
    phonemes(clauses, voice) {
      asked.push(voice)
      return espeak.phonemes(clauses, voice)
    },
  } })
  const before = await open()
  assert.deepEqual([before.speaks('en'), before.speaks('pt')], [true, false])
  await before.close()

  await store.locate(PULLED)
  const voices = await open()
  try {
    assert.deepEqual([voices.speaks('en'), voices.speaks('pt'), voices.speaks('fr')], [true, true, false])
    let samples = 0
    for await (const piece of voices.speak({ text: 'Bom dia a todos.', language: 'pt' }, { signal: never })) samples += piece.length
    assert.ok(samples > DUB_RATE_HZ / 2 && samples < DUB_RATE_HZ * 4)
    assert.deepEqual(asked, ['pt-br'])
  } finally {
    await voices.close()
  }
})
