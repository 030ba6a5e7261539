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
import { toPieces } from './pieces.ts'
import { prepareVoice } from './prepare.ts'
import { readSettings } from './settings.ts'
import { joinPhonemes, toClauses, toIds } from './symbols.ts'
import type { BeginInput, Begun, PieceInput, PiperThreadData } from './thread.ts'

/** Read once before somebody waits. */
const WARM_UP = [1, 0, 20, 0, 59, 0, 24, 0, 120, 0, 27, 0, 100, 0, 2]

export interface PiperOptions {
  /** Path of the `.onnx`; its settings are beside it, with `.json` behind the name. */
  readonly model: string
  readonly languages: readonly Language[]
  readonly cacheFolder: string
  readonly espeak: Pick<Espeak, 'phonemes'>
  readonly threads: number
}

/**
 * A Piper voice (https://github.com/OHF-Voice/piper1-gpl): VITS on onnxruntime, in a thread of its own. The sentence's latents are made at once,
 * its sound piece by piece, so that the first is heard while the rest is made. Resolves when it is warm.
 * Throws DomainError `model-unavailable` for files that are missing or broken.
 */
export async function openPiper({ model, languages, cacheFolder, espeak, threads }: PiperOptions): Promise<Voice> {
  const settings = await readSettings(`${model}.json`)
  const { noise_scale: noise, length_scale: length, noise_w: noiseOfLength } = settings.inference
  const data: PiperThreadData = { ...await prepareVoice(model, cacheFolder), threads }
  const thread = await openLivingThread({
    name: 'piper',
    start: () => startThread(new URL('./thread.ts', import.meta.url), data, { name: 'piper' }),
    async warm(started) {
      const { sentence, frames } = await started.call<Begun>('begin', { ids: WARM_UP, scales: [noise, length, noiseOfLength] } satisfies BeginInput)
      await started.call('piece', { sentence, from: 0, to: frames } satisfies PieceInput)
      await started.call('end', { sentence })
    },
  })
  return {
    engine: 'piper',
    speaks: (language) => languages.includes(language),
    async *speak({ text, language, speed = 1 }, { signal }) {
      signal.throwIfAborted()
      if (!languages.includes(language)) throw new DomainError('language-unavailable', `This voice does not speak "${language}"`)
      const clauses = toClauses(text)
      const phonemes = await espeak.phonemes(clauses.map((clause) => clause.text), settings.espeak.voice)
      const ids = toIds(joinPhonemes(phonemes, clauses), settings)
      const { push, flush } = createResampler(settings.audio.sample_rate, DUB_RATE_HZ)
      for await (const piece of speakIds(thread, { ids, scales: [noise, length / speed, noiseOfLength], inPieces: data.decoder !== null }, signal)) yield toInt16(push(piece))
      yield toInt16(flush())
    },
    close: () => thread.close(),
  }
}

async function* speakIds(thread: LivingThread, { inPieces, ...input }: BeginInput & { inPieces: boolean }, signal: AbortSignal): AsyncGenerator<Float32Array> {
  signal.throwIfAborted()
  const { sentence, frames } = await thread.call<Begun>('begin', input satisfies BeginInput)
  try {
    for (const { from, to } of inPieces ? toPieces(frames) : [{ from: 0, to: frames }]) {
      signal.throwIfAborted()
      yield await thread.call<Float32Array>('piece', { sentence, from, to } satisfies PieceInput)
    }
  } finally {
    // A thread that died has forgotten it.
    thread.call('end', { sentence }).catch(() => {})
  }
}
