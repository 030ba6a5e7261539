import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { DUB_RATE_HZ, SPEECH_RATE } from '../domain/audio.ts'
import type { Pcm } from '../domain/audio.ts'
import { openEspeak } from '../models/tts/espeak/espeak.ts'
import { createResampler } from '../models/tts/resample.ts'
import { openHearing } from './hearing.ts'
import type { Hearing } from './hearing.ts'
import { readWav } from './read_wav.ts'

const CLIPS = new URL('./fixtures/librispeech/', import.meta.url)
const SPANISH = ['Buenos días a todos, gracias por venir a la reunión de hoy.', 'Vamos a empezar por el presupuesto del próximo año.']
const PAUSE = new Float32Array(0.9 * SPEECH_RATE)

describe('a speaker who has not chosen a language', () => {
  let hearing: Hearing
  before(async () => {
    hearing = await openHearing()
  })
  after(() => hearing.close())

  test('is followed into another one by the second sentence, and back by the first', async () => {
    const english = await Promise.all(['1688-142285-0002', '2609-156975-0003', '3005-163389-0004'].map((name) => readWav(new URL(`${name}.wav`, CLIPS))))
    const spanish = await speak(SPANISH)
    const parts = [english[0]!, english[1]!, ...spanish, english[2]!].flatMap((part) => [part, PAUSE])
    const { finals } = await hearing.hear(joined(parts), { language: null })
    const lines = finals.map(({ language, text }) => `${language} ${text}`)
    // The first sentence has its words in either language; the second one is known for what it is.
    assert.deepEqual(finals.map(({ language }) => language).toSpliced(2, 1), ['en', 'en', 'es', 'en'], lines.join(' | '))
    assert.match(lines[2]!, /gracias por venir/i)
    assert.match(lines[3]!, /presupuesto/i)
  })
})

async function speak(texts: readonly string[]): Promise<Pcm[]> {
  const { voice, close } = await openEspeak()
  try {
    const spoken: Pcm[] = []
    for (const text of texts) {
      const resampler = createResampler(DUB_RATE_HZ, SPEECH_RATE)
      const pieces: Pcm[] = []
      for await (const piece of voice.speak({ text, language: 'es' }, { signal: AbortSignal.timeout(30_000) })) {
        pieces.push(resampler.push(Float32Array.from(piece, (sample) => sample / 32_768)))
      }
      spoken.push(joined([...pieces, resampler.flush()]))
    }
    return spoken
  } finally {
    await close()
  }
}

function joined(parts: readonly Pcm[]): Pcm {
  const pcm = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    pcm.set(part, at)
    at += part.length
  }
  return pcm
}
