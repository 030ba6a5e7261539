import { DUB_RATE_HZ } from '../../domain/audio.ts'
import type { SpeakRequest, Voice } from '../../models/tts/voice.ts'

export interface Timed {
  /** Until the first sound, and until the last. */
  readonly firstMs: number
  readonly ms: number
  readonly soundMs: number
}

/** Speaks a sentence as quickly as it can be read. */
export async function timeSentence(voice: Voice, request: SpeakRequest): Promise<Timed> {
  const startedAt = performance.now()
  let [firstMs, samples] = [Number.NaN, 0]
  for await (const piece of voice.speak(request, { signal: new AbortController().signal })) {
    if (samples === 0) firstMs = performance.now() - startedAt
    samples += piece.length
  }
  return { firstMs, ms: performance.now() - startedAt, soundMs: (samples * 1_000) / DUB_RATE_HZ }
}
