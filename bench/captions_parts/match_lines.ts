import type { Done } from '../load_parts/finals.ts'
import type { Script } from './script.ts'
import type { PageBench } from './watch_pages.ts'

/** By its level an utterance may end later than by voice activity detection, or earlier; the next one is further away. */
const SAME_END_MS = 1_500

export interface UtteranceLine {
  readonly clip: string
  readonly lengthMs: number
  /** When its speech ended, by its level; ms since the epoch. */
  readonly endMs: number
  /** Its last line, and when speech ended by voice activity detection; null when none came. */
  readonly line: { readonly atMs: number; readonly text: string; readonly captionId: string; readonly spokenMs: number } | null
}

/**
 * A line is of the utterance that ends where its speech does, and that is over with its last line. `onsetsMs`: when each clip began in the
 * speaker's microphone, ms since the epoch, as the others are. Throws when a clip's beginning was not heard.
 */
export function matchLines(script: Script, { onsetsMs, lines, done }: { onsetsMs: readonly number[]; lines: PageBench['parleyBench']['lines']; done: ReadonlyMap<string, Pick<Done, 'endMs'>> }): UtteranceLine[] {
  if (onsetsMs.length !== script.clips.length) {
    throw new Error(`The microphone heard ${onsetsMs.length} clips begin, not ${script.clips.length}: the machine is too busy to measure`)
  }
  const ends = script.clips.flatMap(({ name, utterances }, clip) =>
    utterances.map(({ startMs, endMs }) => ({ clip: name, lengthMs: endMs - startMs, endMs: onsetsMs[clip]! + endMs })))
  const last = new Map<number, NonNullable<UtteranceLine['line']>>()
  for (const line of lines) {
    const spokenMs = done.get(line.captionId)?.endMs
    if (spokenMs === undefined) continue
    const far = ends.map(({ endMs }) => Math.abs(endMs - spokenMs))
    const nearest = far.indexOf(Math.min(...far))
    if (far[nearest]! <= SAME_END_MS) last.set(nearest, { ...line, spokenMs })
  }
  return ends.map((end, index) => ({ ...end, line: last.get(index) ?? null }))
}
