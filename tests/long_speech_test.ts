import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { after, before, describe, test } from 'node:test'
import { withoutPauses } from '../bench/quality_parts/monologue.ts'
import { toWords, wordErrors } from '../bench/transcribe_parts/words.ts'
import { loadSilero } from '../models/vad/silero.ts'
import { BUNDLED_FOLDER } from '../models/store/store.ts'
import { openHearing } from './hearing.ts'
import type { Hearing } from './hearing.ts'
import { readWav } from './read_wav.ts'

const CLIPS = new URL('./fixtures/librispeech/', import.meta.url)
/** What the books say. */
const SAID = `You don't mean that you thought me so silly. The dose for an adult is ten minims. Tell me what happened quoth Zau al-Makan.
  The Egyptian background of the bondage. The average man's a coward. You didn't want to come. Lobsters and lobsters. Lobster a la Newberg.`

describe('someone who does not draw breath', () => {
  let hearing: Hearing
  before(async () => {
    hearing = await openHearing()
  })
  after(() => hearing.close())

  test('is cut into lines in which no word is doubled and none is lost', async () => {
    const vad = await loadSilero(`${BUNDLED_FOLDER}silero-vad/model.onnx`)
    const names = (await readdir(CLIPS)).filter((name) => name.endsWith('.wav')).sort()
    const speech = await withoutPauses(await Promise.all(names.map((name) => readWav(new URL(name, CLIPS)))), vad)
    await vad.close()
    const lines = (await hearing.hear(speech, { language: 'en' })).finals.map(({ text }) => text)
    assert.ok(lines.length >= 4, `${lines.length} lines`)
    const [said, heard] = [toWords(SAID), toWords(lines.join(' '))]
    // The names of the Nights and of the dish are beyond the model: a third of the words may be others, but not more or fewer.
    assert.ok(Math.abs(heard.length - said.length) <= 4, `${heard.length} of ${said.length} words: ${lines.join(' | ')}`)
    assert.ok(wordErrors(said, heard) <= said.length / 3, `${wordErrors(said, heard)} errors: ${lines.join(' | ')}`)
    assert.equal(lines.join(' ').match(/\b(\w{3,}) \1\b/i), null, lines.join(' | '))
  })
})
