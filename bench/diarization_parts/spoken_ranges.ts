import type { Pcm } from '../../domain/audio.ts'
import { findSpeech } from '../../models/cloning/speech_ranges.ts'
import type { Stretch } from '../../models/diarization/to_turns.ts'
import type { VoiceActivityModel } from '../../models/vad/vad.ts'

/** Pauses of a phrase are part of a turn. */
const BRIDGED_S = 0.5

/**
 * Where somebody speaks in a clip of one person, by Silero's voice activity, which diarization does not use. The level alone does not say it: LibriSpeech's
 * rooms are 20 dB below the speech.
 */
export async function spokenRanges(pcm: Pcm, vad: VoiceActivityModel): Promise<Stretch[]> {
  const ranges: { startS: number; endS: number }[] = []
  for (const { startMs, endMs } of await findSpeech(pcm, { vad })) {
    const last = ranges.at(-1)
    if (last && startMs / 1_000 - last.endS <= BRIDGED_S) last.endS = endMs / 1_000
    else ranges.push({ startS: startMs / 1_000, endS: endMs / 1_000 })
  }
  return ranges
}
