import { samplesToMs } from '../../domain/audio.ts'
import type { Pcm } from '../../domain/audio.ts'
import type { Transcript } from '../../domain/caption.ts'
import type { Language } from '../../domain/language.ts'
import { findLoop } from './decode/loop_guard.ts'
import { heardTokens } from './decode/made_up.ts'
import { readPhrases } from './decode/phrases.ts'
import { timedPieces } from './decode/timed_pieces.ts'
import { judge } from './filter/judge.ts'
import type { KnownHallucinations } from './filter/known.ts'
import type { RecogniseOptions } from './recogniser.ts'
import type { Ear, HearOptions, Hearing, Listened } from './session/hear.ts'
import { TIMESTAMP_SECONDS } from './session/vocabulary.ts'
import { FULL_WINDOW, FULL_WINDOW_SAMPLES, STEP_SAMPLES, stepsOf } from './window.ts'
import type { WindowPolicy } from './window.ts'

/** Below this, a detected language is worth a second look. */
const SURE_OF_LANGUAGE = 0.5
/** Whisper takes half of what its decoder holds; more only costs time. */
const HINT_TOKENS_MAX = 64
/** The longest that a second look may keep someone waiting who reads along: a busy machine leaves a doubtful word as it is. */
const SECOND_LOOK_MAX_MS = 300

export interface TranscribeOptions extends RecogniseOptions {
  readonly signal: AbortSignal
  readonly known: KnownHallucinations
  /** The model's name, for the transcript. */
  readonly model: string
}

/** One segment: heard in a window of its size, once more at full size when that left doubt, and judged. */
export async function transcribe(ear: Ear, pcm: Pcm, { language, expected = null, window = 'sized', draft, hints = [], wordTimes = false, spoken = false, signal, known, model }: TranscribeOptions): Promise<Transcript> {
  const looked = window === 'full' ? FULL_WINDOW : ear.windows.sized(pcm.length)
  const mayTryAgain = window !== 'quick' && looked.samples < FULL_WINDOW_SAMPLES
  const before = hints.length === 0 ? [] : ear.vocabulary.textBefore(hints.join(', ')).slice(0, HINT_TOKENS_MAX)
  const hear = async (listened: Listened, options: Pick<HearOptions, 'stopInDoubt' | 'doubtfulRun' | 'draft'>) =>
    ear.understand(listened, { language, expected, times: wordTimes, hints: before, signal, ...options })
  const listened = await ear.listen(pcm, looked, { signal })
  const hurried = window === 'live' && secondLookMs(listened, pcm, ear.windows) > SECOND_LOOK_MAX_MS
  const first = await hear(listened, {
    stopInDoubt: mayTryAgain && !hurried, draft, doubtfulRun: window === 'live' ? ear.windows.doubtfulRunLive : ear.windows.doubtfulRun,
  })
  const again = mayTryAgain && (hurried ? first.stop === 'loop' || first.stop === 'budget' : wentAstray(first, expected))
  // Words that someone waits for get a cheaper second look, unless they went in circles.
  const second = window === 'live' && first.stop !== 'loop' ? ear.windows.secondLive(pcm.length) : FULL_WINDOW
  // A draft may turn a word that the model is unsure of: what must be the full window's own words goes without.
  const said = window === 'live' && first.stop === 'doubt' ? first.tokens : []
  const heard = again ? await hear(await ear.listen(pcm, second, { signal }), { stopInDoubt: false, draft: said }) : first
  const spent = again ? [first, heard] : [heard]

  const audioMs = samplesToMs(pcm.length)
  const { tokens: written, loops } = untangle(heard, ear.vocabulary.timestampBegin)
  const { heardAt } = heard
  const tokens = written.slice(0, heardTokens(written, { heardAt, steps: Math.ceil(audioMs / (TIMESTAMP_SECONDS * 1000)), timestampBegin: ear.vocabulary.timestampBegin }))
  const { averageLogProbability, noSpeechProbability } = heard
  const verdict = judge({ phrases: readPhrases(tokens, ear.vocabulary, audioMs), averageLogProbability, noSpeechProbability, spoken, loops, audioMs }, known)
  return {
    text: verdict.text,
    phrases: [...verdict.phrases],
    ...(heardAt.length > 0 && { pieces: timedPieces(tokens, heardAt, ear.vocabulary) }),
    tokens: [...tokens],
    filtered: verdict.filtered,
    language: heard.language,
    languageProbability: Math.min(1, heard.languageProbability),
    confidence: Math.min(1, Math.exp(averageLogProbability)),
    timing: {
      melMs: total(spent, 'melMs'), encodeMs: total(spent, 'encodeMs'), decodeMs: total(spent, 'decodeMs'),
      windowMs: samplesToMs(stepsOf(heard.window) * STEP_SAMPLES),
      attempts: spent.length,
      cpuMs: { mel: total(spent, 'melCpuMs'), encode: total(spent, 'encodeCpuMs'), decode: total(spent, 'decodeCpuMs') },
    },
    model,
  }
}

/** Stock weights loop and stray in short windows more often than in the one that they were trained on. */
function wentAstray({ stop, language, languageProbability }: Hearing, expected: Language | null): boolean {
  return stop === 'loop' || stop === 'budget' || stop === 'doubt' || (languageProbability < SURE_OF_LANGUAGE && language !== expected)
}

/** What a second look will take, from what the first window took: the encoder's work grows with its window. */
function secondLookMs({ melMs, encodeMs, window }: Listened, pcm: Pcm, { secondLive }: WindowPolicy): number {
  return (melMs + encodeMs) * (stepsOf(secondLive(pcm.length)) / stepsOf(window))
}

/** Cuts a loop back to its first round. `loops` when there is nothing else. */
function untangle({ tokens, stop }: Hearing, timestampBegin: number): { tokens: readonly number[]; loops: boolean } {
  const words = tokens.filter((token) => token < timestampBegin)
  const loop = stop === 'loop' ? findLoop(words) : null
  if (!loop) return { tokens, loops: false }
  const kept = words.length - loop.period * (loop.repeats - 1)
  let [seen, end] = [0, 0]
  while (seen < kept) if (tokens[end++]! < timestampBegin) seen++
  return { tokens: tokens.slice(0, end), loops: kept <= 2 * loop.period }
}

function total(spent: readonly Hearing[], key: 'melMs' | 'encodeMs' | 'decodeMs' | 'melCpuMs' | 'encodeCpuMs' | 'decodeCpuMs'): number {
  return spent.reduce((sum, hearing) => sum + hearing[key], 0)
}
