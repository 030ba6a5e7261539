import { SPEECH_RATE } from '../../domain/audio.ts'

/** Whisper's own window, which its weights were trained on. */
export const FULL_WINDOW_SAMPLES = 30 * SPEECH_RATE
/** Silence after the speech, by which the decoder sees that it is over. */
const MARGIN_SAMPLES = 3 * SPEECH_RATE
/** Shorter windows than this make stock weights repeat themselves or stray. */
const FLOOR_SAMPLES = 8 * SPEECH_RATE
/** Few sizes, so that the runtime's memory plans are used again. Two of Whisper's steps divide it. */
const STEP_SAMPLES = SPEECH_RATE / 2

/** Length of the encoder's window for a segment, in samples: the speech and its margin, at least the floor, at most 30 s. */
export function sizedWindow(samples: number): number {
  const wanted = Math.max(samples + MARGIN_SAMPLES, FLOOR_SAMPLES)
  return Math.min(FULL_WINDOW_SAMPLES, Math.ceil(wanted / STEP_SAMPLES) * STEP_SAMPLES)
}

/** A second look that someone waits for: half the cost of Whisper's own window, and twice the silence of the first look. */
const SECOND_LIVE_FLOOR_SAMPLES = 15 * SPEECH_RATE
const SECOND_LIVE_MARGIN_SAMPLES = 8 * SPEECH_RATE

/** Length of the window for a second try at a segment that someone waits for, in samples. */
export function secondLiveWindow(samples: number): number {
  const wanted = Math.max(samples + SECOND_LIVE_MARGIN_SAMPLES, SECOND_LIVE_FLOOR_SAMPLES)
  return Math.min(FULL_WINDOW_SAMPLES, Math.ceil(wanted / STEP_SAMPLES) * STEP_SAMPLES)
}
