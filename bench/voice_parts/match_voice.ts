import { matchLines } from '../captions_parts/match_lines.ts'
import type { Script } from '../captions_parts/script.ts'
import type { PageBench } from '../captions_parts/watch_pages.ts'
import type { Done } from '../load_parts/finals.ts'

/** What became of one utterance; times from its true end, by its level. */
export interface Spoken {
  readonly clip: string
  readonly utteranceMs: number
  /** To the first sound of its last line's dub; null when that only went on with what an earlier line's was saying, or never came. */
  readonly voiceMs: number | null
  /** To its last line. */
  readonly captionMs: number | null
  /** To where voice activity detection heard it end; negative where the level fell later than the voice. */
  readonly heardEndMs: number | null
  readonly text: string
}

export interface Observed {
  /** When each clip began in the speaker's microphone, ms since the epoch, as the others are. */
  readonly onsetsMs: readonly number[]
  readonly lines: PageBench['parleyBench']['lines']
  /** Final segments by caption id, as the server's log tells of them. */
  readonly done: ReadonlyMap<string, Pick<Done, 'endMs'>>
  /** When the translated voice began, each time after a silence. */
  readonly voiceMs: readonly number[]
}

/** Which voice belongs to which utterance: the one that begins with its line, before the next line. Throws when a clip's beginning was not heard. */
export function matchVoice(script: Script, { voiceMs, ...observed }: Observed): Spoken[] {
  return matchLines(script, observed).map(({ clip, lengthMs, endMs, line }) => {
    const next = line && Math.min(Infinity, ...observed.lines.map(({ atMs }) => atMs).filter((atMs) => atMs > line.atMs))
    const voice = line ? voiceMs.find((atMs) => atMs >= line.atMs - EARLIER_MS && atMs < next! - EARLIER_MS) : undefined
    return {
      clip, utteranceMs: lengthMs, text: line?.text ?? '',
      captionMs: line && line.atMs - endMs,
      heardEndMs: line && line.spokenMs - endMs,
      voiceMs: voice === undefined ? null : voice - endMs,
    }
  })
}

/** The voice does not wait for the page: it may even be there before the line is, by no more than this, ms. */
const EARLIER_MS = 300
