import { SPEECH_RATE } from '../../../domain/audio.ts'
import type { Pcm } from '../../../domain/audio.ts'
import type { Language } from '../../../domain/language.ts'
import { decodeGreedy } from '../decode/greedy.ts'
import type { Decoded } from '../decode/greedy.ts'
import { probability } from '../decode/pick.ts'
import { tokenBudget } from '../decode/token_budget.ts'
import { createLogMel, HOP_SAMPLES } from '../mel/log_mel.ts'
import { openDecoder } from './decoder.ts'
import type { Sequence } from './decoder.ts'
import { openEncoder } from './encoder.ts'
import type { EncodedAudio } from './encoder.ts'
import { readTraits } from '../traits.ts'
import type { StatedTraits } from '../traits.ts'
import { windowPolicy } from '../window.ts'
import type { WindowPolicy } from '../window.ts'
import { detectLanguage } from './language.ts'
import { readVocabulary, TIMESTAMP_SECONDS } from './vocabulary.ts'
import type { Vocabulary } from './vocabulary.ts'

/** What one pass over the audio gave, before any judgement. */
export interface Hearing extends Decoded {
  readonly language: Language
  readonly languageProbability: number
  /** Probability that nobody speaks, from the first step. */
  readonly noSpeechProbability: number
  readonly windowSamples: number
  readonly melMs: number
  readonly encodeMs: number
  readonly decodeMs: number
}

export interface HearOptions {
  /** Null to detect. */
  readonly language: Language | null
  /** Give up where the words become doubtful: for a first try. */
  readonly stopInDoubt: boolean
  /** Tokens that are expected, such as those of this speech a second ago. Verified: they save time, and the words are the model's. */
  readonly draft?: readonly number[]
  readonly signal: AbortSignal
}

/** Audio that went through the encoder. */
export interface Listened {
  readonly encoded: EncodedAudio
  readonly samples: number
  readonly windowSamples: number
  readonly melMs: number
  readonly encodeMs: number
}

/** A Whisper held in memory. One call at a time. */
export interface Ear {
  readonly vocabulary: Vocabulary
  /** The windows that suit it. */
  readonly windows: WindowPolicy
  /** Why it hears in full windows alone, if so. */
  readonly fullWindowsBecause: string | null
  /** @param windowSamples length of the encoder's window: a multiple of 320, at most 480,000 */
  listen(pcm: Pcm, windowSamples: number): Promise<Listened>
  understand(listened: Listened, options: HearOptions): Promise<Hearing>
  close(): Promise<void>
}

const STEP_SAMPLES = TIMESTAMP_SECONDS * SPEECH_RATE

export interface EarOptions {
  readonly threads: number
  /** Where changed graphs are kept. Null: graphs are used as they came. */
  readonly cacheFolder?: string | null
  /** What the registry says of it. */
  readonly stated?: StatedTraits
}

/** Loads a Whisper in transformers.js layout (dtype q8) from a folder. Throws DomainError `model-unavailable`, or what onnxruntime throws. */
export async function openEar(folder: string, { threads, cacheFolder = null, stated }: EarOptions): Promise<Ear> {
  const traits = await readTraits(folder, stated)
  const [vocabulary, encoder, decoder] = await Promise.all([
    readVocabulary(folder), openEncoder(folder, { threads, traits, cacheFolder }), openDecoder(folder, { threads }),
  ])
  const logMel = createLogMel({ mels: traits.mels })
  return {
    vocabulary,
    windows: windowPolicy({ takes: encoder.windows, tuned: traits.window }),
    fullWindowsBecause: encoder.reason,
    async listen(pcm, windowSamples) {
      const start = performance.now()
      const mel = logMel(pcm, windowSamples)
      const melted = performance.now()
      const encoded = await encoder.encode(mel, windowSamples / HOP_SAMPLES)
      return { encoded, samples: pcm.length, windowSamples, melMs: melted - start, encodeMs: performance.now() - melted }
    },
    async understand({ encoded, samples, ...listened }, { language: chosen, stopInDoubt, draft: wished = [], signal }) {
      const start = performance.now()
      signal.throwIfAborted()
      const { vocabularySize: size } = decoder
      const draft = usable(wished, size)
      const { logits, at, ...known } = await prompt(decoder.begin(encoded), size, vocabulary, { chosen, draft })
      const decoded = await decodeGreedy(known.sequence, vocabulary, {
        logits, at, size, draft, stopInDoubt, signal,
        audioEnd: Math.floor(samples / STEP_SAMPLES),
        windowEnd: listened.windowSamples / STEP_SAMPLES,
        budget: tokenBudget(samples / SPEECH_RATE, known.language),
      })
      const { language, languageProbability, noSpeechProbability } = known
      return { ...decoded, ...listened, language, languageProbability, noSpeechProbability, decodeMs: performance.now() - start }
    },
    async close() {
      await Promise.all([encoder.close(), decoder.close()])
    },
  }
}

/** A draft may come from another model: it ends where a token is none of this one's. */
function usable(draft: readonly number[], size: number): readonly number[] {
  const foreign = draft.findIndex((token) => token >= size)
  return foreign < 0 ? draft : draft.slice(0, foreign)
}

interface Prompted {
  readonly sequence: Sequence
  readonly logits: Float32Array
  /** Where the row that follows the prompt begins in `logits`; those that follow the draft's tokens come after it. */
  readonly at: number
  readonly language: Language
  readonly languageProbability: number
  readonly noSpeechProbability: number
}

interface PromptOptions {
  readonly chosen: Language | null
  readonly draft: readonly number[]
}

/** Start, language, task, draft. A chosen language goes in with them at once; else the start alone tells which it is. */
async function prompt(sequence: Sequence, size: number, vocabulary: Vocabulary, { chosen, draft }: PromptOptions): Promise<Prompted> {
  const { startOfTranscript, transcribe, noSpeech } = vocabulary
  if (chosen) {
    const logits = await sequence.append([startOfTranscript, vocabulary.languageToken(chosen), transcribe, ...draft])
    return { sequence, logits, at: 2 * size, language: chosen, languageProbability: 1, noSpeechProbability: probability(logits, 0, size, noSpeech) }
  }
  const first = await sequence.append([startOfTranscript])
  const noSpeechProbability = probability(first, 0, size, noSpeech)
  const { language, languageProbability } = detectLanguage(first, vocabulary)
  const logits = await sequence.append([vocabulary.languageToken(language), transcribe, ...draft])
  return { sequence, logits, at: size, language, languageProbability, noSpeechProbability }
}
