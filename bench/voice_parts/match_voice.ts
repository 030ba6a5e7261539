import type { Script } from '../captions_parts/script.ts'
import type { PageBench } from '../captions_parts/watch_pages.ts'

/** What became of one utterance. */
export interface Spoken {
  readonly clip: string
  readonly utteranceMs: number
  /** From its true end to the first sound of its dub; null when none began before the next utterance ended. */
  readonly voiceMs: number | null
  /** The same for its last line. */
  readonly captionMs: number | null
  readonly text: string
}

export interface Observed {
  /** When each clip began in the speaker's microphone, ms since the epoch, as the others are. */
  readonly onsetsMs: readonly number[]
  readonly lines: PageBench['parleyBench']['lines']
  /** When the translated voice began, each time after a silence. */
  readonly voiceMs: readonly number[]
}

/**
 * Which voice belongs to which utterance. A voice that goes on from one dub to the next has no beginning of its own, so an utterance
 * whose predecessor is still being spoken when its line comes is not measured. Throws when a clip's beginning was not heard.
 */
export function matchVoice(script: Script, { onsetsMs, lines, voiceMs }: Observed): Spoken[] {
  if (onsetsMs.length !== script.clips.length) {
    throw new Error(`The microphone heard ${onsetsMs.length} clips begin, not ${script.clips.length}: the machine is too busy to measure`)
  }
  const ends = script.clips.flatMap(({ name, utterances }, clip) =>
    utterances.map(({ startMs, endMs }) => ({ name, lengthMs: endMs - startMs, endMs: onsetsMs[clip]! + endMs })))
  return ends.map(({ name, lengthMs, endMs }, index) => {
    const until = ends[index + 1]?.endMs ?? Infinity
    const within = (atMs: number) => atMs > endMs && atMs < until
    const line = lines.find(({ atMs }) => within(atMs))
    // Long speech has lines, and dubs, before its end: only what comes after its last line speaks that one.
    const voice = line && voiceMs.find((atMs) => within(atMs) && atMs >= line.atMs - EARLIER_MS)
    return {
      clip: name, utteranceMs: lengthMs, text: line?.text ?? '',
      captionMs: line ? line.atMs - endMs : null,
      voiceMs: voice === undefined ? null : voice - endMs,
    }
  })
}

/** The voice does not wait for the page: it may even be there before the line is, by no more than this, ms. */
const EARLIER_MS = 300
