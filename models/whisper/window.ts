import { SPEECH_RATE } from '../../domain/audio.ts'

/** Whisper's own window, which its weights were trained on. */
export const FULL_WINDOW_SAMPLES = 30 * SPEECH_RATE
/** Few sizes, so that the runtime's memory plans are used again. Two of Whisper's steps divide it. */
const STEP_SAMPLES = SPEECH_RATE / 2

/** How long the encoder's window is for a segment, in samples, at most 30 s. */
export interface WindowPolicy {
  readonly sized: (samples: number) => number
  /** A second look that someone waits for: half the cost of Whisper's own window, and twice the silence of the first look. */
  readonly secondLive: (samples: number) => number
}

interface Room {
  /** Silence after the speech, by which the decoder sees that it is over. */
  readonly marginSamples: number
  /** Shorter windows than this make the weights repeat themselves or stray. */
  readonly floorSamples: number
}

const window = ({ marginSamples, floorSamples }: Room) => (samples: number): number => {
  const wanted = Math.max(samples + marginSamples, floorSamples)
  return Math.min(FULL_WINDOW_SAMPLES, Math.ceil(wanted / STEP_SAMPLES) * STEP_SAMPLES)
}

const SECOND_LIVE = window({ marginSamples: 8 * SPEECH_RATE, floorSamples: 15 * SPEECH_RATE })

/** For stock weights, which loop and stray in short windows. */
const STOCK: WindowPolicy = { sized: window({ marginSamples: 2 * SPEECH_RATE, floorSamples: 6 * SPEECH_RATE }), secondLive: SECOND_LIVE }
/**
 * For weights tuned to short windows (futo-org/whisper-acft: hidden states of any window as the full one's). The silence that is left is
 * what voice activity detection keeps after the speech.
 */
const TUNED: WindowPolicy = { sized: window({ marginSamples: SPEECH_RATE / 2, floorSamples: 2 * SPEECH_RATE }), secondLive: SECOND_LIVE }
/** For encoders that take nothing shorter. */
const FULL: WindowPolicy = { sized: () => FULL_WINDOW_SAMPLES, secondLive: () => FULL_WINDOW_SAMPLES }

/**
 * The windows that suit a model.
 * @param takes what its encoder's graph takes: any length, or the full window alone
 * @param tuned what its weights bear
 */
export function windowPolicy({ takes, tuned }: { takes: 'any' | 'full'; tuned: 'stock' | 'any' }): WindowPolicy {
  if (takes === 'full') return FULL
  return tuned === 'any' ? TUNED : STOCK
}

/** Length of stock weights' window for a segment, in samples: the speech and its margin, at least the floor, at most 30 s. */
export const sizedWindow = STOCK.sized
/** Length of stock weights' window for a second try at a segment that someone waits for, in samples. */
export const secondLiveWindow = STOCK.secondLive
