import { DUB_RATE_HZ } from '../../../domain/audio.ts'
import { DomainError } from '../../../domain/errors.ts'
import type { Language } from '../../../domain/language.ts'
import type { Espeak } from '../espeak/espeak.ts'
import { openLivingThread } from '../../runtime/living_thread.ts'
import type { LivingThread } from '../../runtime/living_thread.ts'
import { startThread } from '../../runtime/thread.ts'
import { createResampler } from '../resample.ts'
import { toInt16 } from '../samples.ts'
import type { Voice } from '../voice.ts'
import { prepareVoice } from './prepare.ts'
import { readSettings } from './settings.ts'
import { soundOf } from './sound.ts'
import { joinPhonemes, toClauses, toIds } from './symbols.ts'
import type { EncodeInput, Encoded, PiperThreadData } from './thread.ts'

/** Read once before somebody waits. */
const WARM_UP = [1, 0, 20, 0, 59, 0, 24, 0, 120, 0, 27, 0, 100, 0, 2]

export interface PiperOptions {
  /** Path of the `.onnx`; its settings are beside it, with `.json` behind the name. */
  readonly model: string
  readonly languages: readonly Language[]
  readonly cacheFolder: string
  readonly espeak: Pick<Espeak, 'phonemes'>
  /** How many processors may work on a sentence. */
  readonly threads: number
}

/**
 * A Piper voice (https://github.com/OHF-Voice/piper1-gpl): VITS on onnxruntime, in threads of its own. The sentence's latents are made at once,
 * its sound piece by piece, so that the first is heard while the rest is made. Resolves when it is warm.
 * Throws DomainError `model-unavailable` for files that are missing or broken.
 */
export async function openPiper({ model, languages, cacheFolder, espeak, threads: most }: PiperOptions): Promise<Voice> {
  const settings = await readSettings(`${model}.json`)
  const { noise_scale: noise, length_scale: length, noise_w: noiseOfLength } = settings.inference
  const { encoder, decoder } = await prepareVoice(model, cacheFolder)
  const first = await openThread({ encoder, decoder: decoder?.path ?? null, threads: most })
  const threads = [first]
  if (decoder) for (let n = 1; n < most; n++) threads.push(await openThread({ encoder: null, decoder: decoder.path, threads: 1 }))

  return {
    engine: 'piper',
    speaks: (language) => languages.includes(language),
    async *speak({ text, language, speed = 1 }, { signal }) {
      signal.throwIfAborted()
      if (!languages.includes(language)) throw new DomainError('language-unavailable', `This voice does not speak "${language}"`)
      const clauses = toClauses(text)
      const phonemes = await espeak.phonemes(clauses.map((clause) => clause.text), settings.espeak.voice)
      const ids = toIds(joinPhonemes(phonemes, clauses), settings)
      signal.throwIfAborted()
      const encoded = await first.call<Encoded>('encode', { ids, scales: [noise, length / speed, noiseOfLength] } satisfies EncodeInput)
      const { push, flush } = createResampler(settings.audio.sample_rate, DUB_RATE_HZ)
      if (!decoder) yield toInt16(push(encoded.values))
      else for await (const piece of soundOf(encoded, { reach: decoder.reach, threads, signal })) yield toInt16(push(piece))
      yield toInt16(flush())
    },
    async close() {
      await Promise.all(threads.map((thread) => thread.close()))
    },
  }
}

function openThread(data: PiperThreadData): Promise<LivingThread> {
  return openLivingThread({
    name: 'piper',
    start: () => startThread(new URL('./thread.ts', import.meta.url), data, { name: 'piper', work: 'speak' }),
    async warm(started) {
      if (data.encoder === null) await started.call('ready', null)
      else await started.call('encode', { ids: WARM_UP, scales: [0, 1, 0] } satisfies EncodeInput)
    },
  })
}
