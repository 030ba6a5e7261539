import type { Hearing } from '../../tests/hearing.ts'
import { round } from '../_report.ts'
import { nonSpeech } from './non_speech.ts'
import type { RecordedSounds } from './recorded_sounds.ts'

export interface HallucinatedOptions {
  readonly hearing: Hearing
  readonly minutes: number
  readonly from?: number
  readonly tell: (line: string) => void
}

/**
 * Final lines for an hour in which nobody speaks: each minute goes as it comes from a microphone through voice activity detection,
 * segments, recognition, filters and the caption's way, its language chosen (English, Portuguese) and detected in turn.
 */
export async function countHallucinations(sounds: RecordedSounds, { hearing, minutes, from = 0, tell }: HallucinatedOptions) {
  const lines: { minute: number; what: string; language: string; text: string }[] = []
  let [minute, segments] = [from, 0]
  const of = { keyboard: 0, music: 0, noise: 0 }
  for await (const { kind, what, pcm } of nonSpeech(sounds, { minutes, from })) {
    const language = (['en', null, 'pt', null] as const)[minute % 4]!
    const heard = await hearing.hear(pcm, { language })
    of[kind]++
    segments += heard.segments
    for (const { text, language: said } of heard.finals) {
      lines.push({ minute, what, language: said, text })
      tell(`minute ${minute} (${kind}, ${what}): ${text}`)
    }
    if (++minute % 30 === 0) tell(`${minute - from} of ${minutes} minutes: ${lines.length} lines`)
  }
  return { minutes, of, missingPackages: sounds.missing, segments, lines: lines.length, linesPerHour: round((lines.length * 60) / minutes), texts: lines }
}
