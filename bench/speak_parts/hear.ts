import { join } from 'node:path'
import { DUB_RATE_HZ, SPEECH_RATE } from '../../domain/audio.ts'
import type { Language } from '../../domain/language.ts'
import { silentLog } from '../../infra/log.ts'
import { BUNDLED_FOLDER } from '../../models/store/store.ts'
import { createResampler } from '../../models/tts/resample.ts'
import { toFloat } from '../../models/tts/samples.ts'
import type { Voice } from '../../models/tts/voice.ts'
import { openWhisper } from '../../models/whisper/open.ts'
import { round } from '../_report.ts'
import { toWords, wordErrors } from '../transcribe_parts/words.ts'

/** Silence around a sentence, as there is in a meeting, samples. */
const PAUSE_SAMPLES = SPEECH_RATE / 4

/** Lets our own recognition write down what a voice reads: the share of words that are wrong. */
export async function hearVoice(voice: Voice, { language, texts, cacheFolder }: { language: Language; texts: readonly string[]; cacheFolder: string }) {
  const recogniser = await openWhisper({ folder: join(BUNDLED_FOLDER, 'whisper-base'), model: 'whisper-base', cacheFolder, log: silentLog, timeoutMs: 120_000 })
  let [errors, words] = [0, 0]
  try {
    for (const text of texts) {
      const { text: heard } = await recogniser.recognise(await readAloud(voice, { text, language }), { language, window: 'sized' })
      errors += wordErrors(toWords(text), toWords(heard))
      words += toWords(text).length
    }
  } finally {
    await recogniser.close()
  }
  return { sentences: texts.length, words, wer: round(errors / words) }
}

/** A sentence as recognition gets it: PCM float32, 16 kHz mono, with silence around. */
export async function readAloud(voice: Voice, request: { text: string; language: Language }) {
  const { push, flush } = createResampler(DUB_RATE_HZ, SPEECH_RATE)
  const pieces: Float32Array[] = [new Float32Array(PAUSE_SAMPLES)]
  for await (const piece of voice.speak(request, { signal: new AbortController().signal })) pieces.push(push(toFloat(piece)))
  pieces.push(flush(), new Float32Array(PAUSE_SAMPLES))
  const whole = new Float32Array(pieces.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}
