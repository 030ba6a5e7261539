import { DUB_RATE_HZ } from '../../../domain/audio.ts'
import { DomainError } from '../../../domain/errors.ts'
import type { Language } from '../../../domain/language.ts'
import { openLivingThread } from '../../runtime/living_thread.ts'
import { startThread } from '../../runtime/thread.ts'
import type { Thread } from '../../runtime/thread.ts'
import { createResampler } from '../resample.ts'
import { toFloat, toInt16 } from '../samples.ts'
import type { Voice } from '../voice.ts'
import type { PhonemesInput, SynthesizeInput, Synthesized } from './thread.ts'
import { ESPEAK_VOICES } from './voices.ts'

/** Words a minute: people speak at 160, but of this voice they understand more when it is slower (bench -- speak, Portuguese). */
const RATE = 140
/** Of 0 to 100; higher than usual, for the same reason. */
const PITCH = 65
/** espeak-ng's own bounds. */
const [RATE_MIN, RATE_MAX] = [80, 450]
/** Read once, so that JavaScript is compiled before somebody waits. */
const WARM_UP = 'The quick brown fox jumps over the lazy dog, and then it sleeps for a while.'

export interface Espeak {
  readonly voice: Voice
  /** IPA of each clause as espeak-ng has it, `_` between phonemes. Throws DomainError `language-unavailable`, `model-unavailable`, `timeout`. */
  phonemes(clauses: readonly string[], espeakVoice: string): Promise<string[]>
  close(): Promise<void>
}

/** espeak-ng in a thread of its own; resolves when it is warm. Throws DomainError `model-unavailable`. */
export async function openEspeak({ start = startEspeakThread }: { start?: () => Thread } = {}): Promise<Espeak> {
  const thread = await openLivingThread({ name: 'espeak', start, async warm(started) {
    await started.call('phonemes', { voice: 'en-us', clauses: [WARM_UP] } satisfies PhonemesInput)
    for (let n = 0; n < 3; n++) await started.call('synthesize', { voice: 'en-us', text: WARM_UP, rate: RATE, pitch: PITCH } satisfies SynthesizeInput)
  } })
  const voice: Voice = {
    engine: 'espeak',
    speaks: (language) => ESPEAK_VOICES[language] !== undefined,
    async *speak({ text, language, speed = 1 }, { signal }) {
      signal.throwIfAborted()
      const rate = Math.min(RATE_MAX, Math.max(RATE_MIN, Math.round(RATE * speed)))
      const { samples, rateHz } = await thread.call<Synthesized>('synthesize', { voice: voiceOf(language), text, rate, pitch: PITCH } satisfies SynthesizeInput)
      signal.throwIfAborted()
      const { push, flush } = createResampler(rateHz, DUB_RATE_HZ)
      yield toInt16(push(toFloat(samples)))
      yield toInt16(flush())
    },
    async close() {},
  }
  return {
    voice,
    phonemes: (clauses, espeakVoice) => thread.call<string[]>('phonemes', { voice: espeakVoice, clauses } satisfies PhonemesInput),
    close: () => thread.close(),
  }
}

function voiceOf(language: Language): string {
  const voice = ESPEAK_VOICES[language]
  if (voice === undefined) throw new DomainError('language-unavailable', `espeak-ng does not speak "${language}"`)
  return voice
}

function startEspeakThread(): Thread {
  return startThread(new URL('./thread.ts', import.meta.url), {}, { name: 'espeak', work: 'speak' })
}
