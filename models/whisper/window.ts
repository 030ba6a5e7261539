import { SPEECH_RATE } from '../../domain/audio.ts'

/** Whisper's own window, which its weights were trained on. */
export const FULL_WINDOW_SAMPLES = 30 * SPEECH_RATE
/** Samples of one step of the encoder: what its position embedding counts. */
export const STEP_SAMPLES = 320
/** Few sizes, so that the runtime's memory plans are used again. */
const ROUND_SAMPLES = SPEECH_RATE / 2

/** What the encoder hears of a segment. */
export interface Window {
  /** Heard step by step, in samples: the speech and silence after it, a multiple of 320, at most 30 s. */
  readonly samples: number
  /** How many steps of the silence from there to 30 s one step stands for. Null: nothing is heard of it. */
  readonly block: number | null
}

export const FULL_WINDOW: Window = Object.freeze({ samples: FULL_WINDOW_SAMPLES, block: null })

/** How much the encoder hears of a segment of so many samples. */
export interface WindowPolicy {
  readonly sized: (samples: number) => Window
  /** A second look that someone waits for: less than Whisper's own window, and more than the first look. */
  readonly secondLive: (samples: number) => Window
  /** Mean log-probability of a run of words, below which the full window's words tend to be others. */
  readonly doubtfulRun: number
  /** The same where a second look keeps someone waiting, and costs more than a word or two. */
  readonly doubtfulRunLive: number
}

/** What an encoder and its decoder take: the full window, shorter ones, or also steps that stand for several. */
export type Takes = 'full' | 'any' | 'summary'

/** Steps of 0.02 s that the encoder computes. Its cost grows with them. */
export function stepsOf({ samples, block }: Window): number {
  const heard = samples / STEP_SAMPLES
  return block === null ? heard : heard + Math.ceil((FULL_WINDOW_SAMPLES / STEP_SAMPLES - heard) / block)
}

/** Where the decoder takes the end of the audio to be, in samples. */
export function spanOf({ samples, block }: Window): number {
  return block === null ? samples : FULL_WINDOW_SAMPLES
}

/** Which step of the full window each step is, int64 [steps], and the logarithm of how many it stands for, float32 [steps]. */
export interface Summary {
  readonly positions: BigInt64Array
  readonly weights: Float32Array
}

/** Of blocks, the golden ratio picks each time another member: steps at even distances would all meet the positions' waves in the same phase. */
const GOLDEN = (Math.sqrt(5) - 1) / 2

/**
 * The steps of a window. Whisper was trained on 30 s, mostly silence for a short segment, and its words change where that is left out. Silence is the
 * same everywhere but for its positions, so a few steps of it that weigh as much as all give nearly the full window's words.
 * Attention to a step of weight w counts as w equal ones: log w is added to its score.
 */
export function summarise(window: Window): Summary {
  const [steps, heard] = [stepsOf(window), window.samples / STEP_SAMPLES]
  const positions = BigInt64Array.from({ length: steps }, (_, step) => BigInt(step))
  const weights = new Float32Array(steps)
  const block = window.block ?? 1
  for (let step = heard; step < steps; step++) {
    const from = heard + (step - heard) * block
    const count = Math.min(block, FULL_WINDOW_SAMPLES / STEP_SAMPLES - from)
    positions[step] = BigInt(from + Math.floor((((step - heard) * GOLDEN) % 1) * count))
    weights[step] = Math.log(count)
  }
  return { positions, weights }
}

interface Room {
  /** Silence after the speech, by which the decoder sees that it is over. */
  readonly marginSamples: number
  /** Shorter windows than this make the weights repeat themselves or stray. */
  readonly floorSamples?: number
  readonly block?: number
}

const window = ({ marginSamples, floorSamples = 0, block }: Room) => (samples: number): Window => {
  const wanted = Math.max(samples + marginSamples, floorSamples)
  const heard = Math.min(FULL_WINDOW_SAMPLES, Math.ceil(wanted / ROUND_SAMPLES) * ROUND_SAMPLES)
  return { samples: heard, block: heard < FULL_WINDOW_SAMPLES && block ? block : null }
}

/** For stock weights: the rest of the 30 s in summary. */
const SUMMARY: WindowPolicy = {
  sized: window({ marginSamples: SPEECH_RATE, block: 8 }), secondLive: window({ marginSamples: 4 * SPEECH_RATE, block: 4 }),
  doubtfulRun: -1.2, doubtfulRunLive: -1.3,
}
const LEFT_OUT = { secondLive: window({ marginSamples: 8 * SPEECH_RATE, floorSamples: 15 * SPEECH_RATE }), doubtfulRun: -0.8, doubtfulRunLive: -1.1 }
/** For stock weights without a summary, which loop and stray in short windows. */
const STOCK: WindowPolicy = { sized: window({ marginSamples: 2 * SPEECH_RATE, floorSamples: 6 * SPEECH_RATE }), ...LEFT_OUT }
/**
 * For weights tuned to short windows (futo-org/whisper-acft: hidden states of any window as the full one's). The silence that is left is
 * what voice activity detection keeps after the speech.
 */
const TUNED: WindowPolicy = { sized: window({ marginSamples: SPEECH_RATE / 2, floorSamples: 2 * SPEECH_RATE }), ...LEFT_OUT }
/** For encoders that take nothing shorter. */
const FULL: WindowPolicy = { sized: () => FULL_WINDOW, secondLive: () => FULL_WINDOW, doubtfulRun: -Infinity, doubtfulRunLive: -Infinity }

/**
 * The windows that suit a model.
 * @param takes what its graphs take
 * @param tuned what its weights bear
 */
export function windowPolicy({ takes, tuned }: { takes: Takes; tuned: 'stock' | 'any' }): WindowPolicy {
  if (takes === 'full') return FULL
  if (tuned === 'any') return TUNED
  return takes === 'summary' ? SUMMARY : STOCK
}
