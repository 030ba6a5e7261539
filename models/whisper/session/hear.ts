import { SPEECH_RATE } from '../../../domain/audio.ts'
import type { Pcm } from '../../../domain/audio.ts'
import type { Language } from '../../../domain/language.ts'
import { createCpuMeter } from '../../../infra/cpu/cpu_meter.ts'
import { createOwnCpu } from '../../../infra/cpu/thread_cpu.ts'
import { oneAtATime } from '../../../infra/one_at_a_time.ts'
import { decodeGreedy } from '../decode/greedy.ts'
import type { Decoded } from '../decode/greedy.ts'
import { probability } from '../decode/row.ts'
import type { Row } from '../decode/row.ts'
import { tokenBudget } from '../decode/token_budget.ts'
import { createLogMel } from '../mel/log_mel.ts'
import { openDecoder } from './decoder.ts'
import type { Sequence } from './decoder.ts'
import { openEncoder } from './encoder.ts'
import type { EncodedAudio } from './encoder.ts'
import { readTraits } from '../traits.ts'
import type { StatedTraits } from '../traits.ts'
import { spanOf, STEP_SAMPLES, stepsOf, summarise, windowPolicy } from '../window.ts'
import type { Window, WindowPolicy } from '../window.ts'
import { detectLanguage, languageProbability } from './language.ts'
import { readVocabulary } from './vocabulary.ts'
import type { Vocabulary } from './vocabulary.ts'

/** What one pass over the audio gave, before any judgement. */
export interface Hearing extends Decoded {
  readonly language: Language
  readonly languageProbability: number
  /** Probability that nobody speaks, from the first step. */
  readonly noSpeechProbability: number
  /** For each token, the step of 0.02 s at which it ends; empty where that was not asked for, or is not known. */
  readonly heardAt: readonly number[]
  readonly window: Window
  readonly melMs: number
  readonly encodeMs: number
  /** Of the processors, 0 where nobody knows. */
  readonly melCpuMs: number
  readonly encodeCpuMs: number
  readonly decodeMs: number
  readonly decodeCpuMs: number
}

export interface HearOptions {
  /** Null to detect. */
  readonly language: Language | null
  /** Where it is detected, the language that the speaker has spoken so far: kept unless another one is surely heard. */
  readonly expected?: Language | null
  /** Give up where the words become doubtful: for a first try. */
  readonly stopInDoubt: boolean
  /** As in `decodeGreedy`. */
  readonly doubtfulRun?: number
  /** Tokens that are expected, such as those of this speech a second ago. Verified: they save time, and the words are the model's. */
  readonly draft?: readonly number[]
  /** Words that may come, as tokens that stand before the speech as if they had been said: `textBefore`. */
  readonly hints?: readonly number[]
  /** Tell when each token ends. */
  readonly times?: boolean
  readonly signal: AbortSignal
}

/** Audio that went through the encoder. */
export interface Listened {
  readonly encoded: EncodedAudio
  readonly samples: number
  readonly window: Window
  readonly weights: Float32Array
  readonly melMs: number
  readonly encodeMs: number
  /** Of the processors, 0 where nobody knows. */
  readonly melCpuMs: number
  readonly encodeCpuMs: number
}

/** A Whisper held in memory. Audio goes through the encoder one after another; what is being understood at the same time shares the decoder's steps. */
export interface Ear {
  readonly vocabulary: Vocabulary
  /** The windows that suit it. */
  readonly windows: WindowPolicy
  /** Why it hears in full windows alone, if so. */
  readonly fullWindowsBecause: string | null
  /** @param window one of the policy's, or the full one. Throws the signal's reason where it aborts before its turn. */
  listen(pcm: Pcm, window: Window, options: { readonly signal: AbortSignal }): Promise<Listened>
  understand(listened: Listened, options: HearOptions): Promise<Hearing>
  close(): Promise<void>
}

/** Of the spectrogram. */
const FRAMES_A_STEP = 2
/** Start, language, task; the last one's successor is the first token. */
const PROMPT_TOKENS = 3

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
  const vocabulary = await readVocabulary(folder)
  const [encoder, decoder] = await Promise.all([
    openEncoder(folder, { threads, traits, cacheFolder }), openDecoder(folder, { threads, cacheFolder, vocabulary }),
  ])
  const logMel = createLogMel({ mels: traits.mels })
  const meter = createCpuMeter(createOwnCpu())
  const inTurn = oneAtATime()
  const takes = encoder.windows === 'summary' && !decoder.weighs ? 'any' : encoder.windows
  return {
    vocabulary,
    windows: windowPolicy({ takes, tuned: traits.window }),
    fullWindowsBecause: encoder.reason,
    listen: (pcm, window, { signal }) => inTurn(async () => {
      signal.throwIfAborted()
      const start = performance.now()
      const melting = meter.begin()
      const [steps, summary] = [stepsOf(window), summarise(window)]
      const mel = logMel(pcm, steps * STEP_SAMPLES)
      const melted = performance.now()
      const melCpuMs = melting()
      const encoding = meter.begin()
      try {
        const encoded = await encoder.encode(mel, steps * FRAMES_A_STEP, summary)
        return { encoded, samples: pcm.length, window, weights: summary.weights, melMs: melted - start, encodeMs: performance.now() - melted, melCpuMs, encodeCpuMs: encoding() }
      } finally {
        encoding()
      }
    }),
    async understand({ encoded, samples, weights, ...listened }, { language: chosen, expected = null, stopInDoubt, doubtfulRun, draft: wished = [], hints = [], times = false, signal }) {
      const start = performance.now()
      signal.throwIfAborted()
      const decoding = meter.begin()
      // Most speech begins at once: its first timestamp is a draft that costs little.
      const draft = usable(wished.length > 0 || !traits.timestamps ? wished : [vocabulary.timestampBegin], decoder.vocabularySize)
      const sequence = await decoder.begin(encoded, { times, weights }).catch((error: unknown) => {
        decoding()
        throw error
      })
      try {
        const { rows, ...known } = await prompt(sequence, vocabulary, { chosen, expected, draft, hints, timestamps: traits.timestamps })
        const decoded = await decodeGreedy(sequence, vocabulary, {
          rows, draft, stopInDoubt, doubtfulRun, signal, timestamps: traits.timestamps,
          audioEnd: Math.floor(samples / STEP_SAMPLES),
          windowEnd: spanOf(listened.window) / STEP_SAMPLES,
          budget: tokenBudget(samples / SPEECH_RATE, known.language),
        })
        const promptTokens = hints.length + (traits.timestamps ? PROMPT_TOKENS : PROMPT_TOKENS + 1)
        const heardAt = sequence.heardAt?.(Math.ceil(samples / STEP_SAMPLES)).slice(promptTokens - 1, promptTokens - 1 + decoded.tokens.length) ?? []
        return { ...decoded, ...listened, ...known, heardAt, decodeMs: performance.now() - start, decodeCpuMs: decoding() }
      } finally {
        decoding()
        sequence.end()
      }
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
  /** What follows the prompt, and each token of the draft. */
  readonly rows: readonly Row[]
  readonly language: Language
  readonly languageProbability: number
  readonly noSpeechProbability: number
}

interface PromptOptions {
  readonly chosen: Language | null
  readonly expected: Language | null
  readonly draft: readonly number[]
  readonly hints: readonly number[]
  readonly timestamps: boolean
}

/** Another language than the expected one is taken where it is at least this likely. */
const SURELY_ANOTHER = 0.5

/**
 * Hints, start, language, task, draft. A language that is chosen or expected goes in with them at once, and the start tells in the same step whether it is
 * another one; else the start alone tells which it is.
 */
async function prompt(sequence: Sequence, vocabulary: Vocabulary, { chosen, expected, draft, hints, timestamps }: PromptOptions): Promise<Prompted> {
  const { startOfTranscript, transcribe, endOfText, timestampBegin } = vocabulary
  const noSpeech = vocabulary.noSpeech - endOfText
  const guess = chosen ?? expected
  const task = timestamps ? [transcribe] : [transcribe, timestampBegin - 1]
  const follow = (language: Language) => [vocabulary.languageToken(language), ...task, ...draft]
  const asked = Array.from({ length: draft.length + 1 }, (_, index) => index + task.length)
  if (guess === null) {
    const [start] = await sequence.append([...hints, startOfTranscript], [hints.length]) as [Row]
    const noSpeechProbability = probability(start, noSpeech)
    const detected = detectLanguage(start, vocabulary)
    return { rows: await sequence.append(follow(detected.language), asked), ...detected, noSpeechProbability }
  }
  const [start, ...rows] = await sequence.append([...hints, startOfTranscript, ...follow(guess)], [0, ...asked.map((index) => index + 1)].map((index) => index + hints.length)) as [Row, ...Row[]]
  const noSpeechProbability = probability(start, noSpeech)
  if (chosen) return { rows, language: chosen, languageProbability: 1, noSpeechProbability }
  const detected = detectLanguage(start, vocabulary)
  if (detected.language === guess || detected.languageProbability < SURELY_ANOTHER) {
    return { rows, language: guess, languageProbability: languageProbability(start, guess, vocabulary), noSpeechProbability }
  }
  sequence.drop(1 + task.length + draft.length)
  return { rows: await sequence.append(follow(detected.language), asked), ...detected, noSpeechProbability }
}
