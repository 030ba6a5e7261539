import type { SpokenPart, SpokenTurn, WordTime } from '../../domain/speakers.ts'

/** A turn this close to a word that nobody seems to have said is taken for the one who said it, ms. */
const NEAR_MS = 700
/** A word takes no longer than this before its end, however long the silence before it was, ms. */
const WORD_MOST_MS = 1_200
/** Who speaks for this share of a part at the same time as its speaker speaks it as well. */
const BOTH_SHARE = 0.6
/** A shorter stretch within somebody else's words is a slip of the border, not a turn: words and ms. */
const SLIP_WORDS = 1
const SLIP_MS = 400
/** Words of a text whose times are not known. */
const WORD = /\S+/gu

export interface TimedLine {
  readonly text: string
  /** Wall clock, ms since the epoch. */
  readonly startMs: number
  readonly endMs: number
  /** null where recognition did not tell: words then lie evenly in the line's time. */
  readonly words: readonly WordTime[] | null
}

interface Spoken {
  readonly end: number
  readonly startMs: number
  readonly endMs: number
  speaker: string | null
}

/**
 * Whose words a line is: each word goes to who is heard for most of its time, words of the same person that follow one another are a part. Where
 * somebody else speaks for most of a part too, the part has both. Empty when nobody was told apart in its time.
 */
export function labelLine(line: TimedLine, turns: readonly SpokenTurn[]): SpokenPart[] {
  const near = turns.filter(({ startMs, endMs }) => startMs < line.endMs + NEAR_MS && endMs > line.startMs - NEAR_MS)
  if (near.length === 0) return []
  const words = timesOf(line)
  for (const word of words) word.speaker = speakerOf(word, near)
  const runs = joinSlips(toRuns(words))
  const parts = runs.flatMap(({ speaker, startMs, endMs, end }): SpokenPart[] => (speaker === null ? [] : [{
    speakerIds: [speaker, ...alsoIn({ startMs, endMs }, near, speaker)], end, endMs: Math.round(endMs - line.startMs),
  }]))
  // What follows the last word is part of what was said.
  const last = parts.at(-1)
  return last ? [...parts.slice(0, -1), { ...last, end: line.text.length, endMs: Math.max(last.endMs, Math.round(line.endMs - line.startMs)) }] : []
}

function timesOf({ text, startMs, endMs, words }: TimedLine): Spoken[] {
  if (words && words.length > 0) {
    let before = startMs
    return words.map(({ end, endMs: endsMs }) => {
      const ends = Math.max(before, startMs + endsMs)
      const word = { end, startMs: Math.max(before, ends - WORD_MOST_MS), endMs: ends, speaker: null }
      before = ends
      return word
    })
  }
  const ms = (place: number) => startMs + (place / Math.max(1, text.length)) * (endMs - startMs)
  return [...text.matchAll(WORD)].map(({ 0: word, index }) => ({ end: index + word.length, startMs: ms(index), endMs: ms(index + word.length), speaker: null }))
}

function overlapMs(a: { startMs: number; endMs: number }, b: { startMs: number; endMs: number }): number {
  return Math.max(0, Math.min(a.endMs, b.endMs) - Math.max(a.startMs, b.startMs))
}

function speakerOf(word: Spoken, turns: readonly SpokenTurn[]): string | null {
  const heard = heardIn(word, turns)
  const [best] = [...heard].sort(([, a], [, b]) => b - a)
  if (best && best[1] > 0) return best[0]
  let nearest: { speakerId: string; awayMs: number } | null = null
  for (const { speakerId, startMs, endMs } of turns) {
    const awayMs = Math.max(startMs - word.endMs, word.startMs - endMs)
    if (awayMs <= NEAR_MS && (!nearest || awayMs < nearest.awayMs)) nearest = { speakerId, awayMs }
  }
  return nearest?.speakerId ?? null
}

function heardIn(stretch: { startMs: number; endMs: number }, turns: readonly SpokenTurn[]): Map<string, number> {
  const heard = new Map<string, number>()
  for (const turn of turns) heard.set(turn.speakerId, (heard.get(turn.speakerId) ?? 0) + overlapMs(stretch, turn))
  return heard
}

function alsoIn(part: { startMs: number; endMs: number }, turns: readonly SpokenTurn[], speaker: string): string[] {
  const least = BOTH_SHARE * (part.endMs - part.startMs)
  return [...heardIn(part, turns)].filter(([id, ms]) => id !== speaker && ms > 0 && ms >= least).sort(([, a], [, b]) => b - a).map(([id]) => id)
}

interface Run {
  speaker: string | null
  startMs: number
  endMs: number
  end: number
  words: number
}

function toRuns(words: readonly Spoken[]): Run[] {
  const runs: Run[] = []
  for (const { speaker, startMs, endMs, end } of words) {
    const last = runs.at(-1)
    // A word of nobody's belongs to who speaks before it, at the start to who speaks after.
    if (last && (speaker === null || last.speaker === speaker || last.speaker === null)) {
      Object.assign(last, { speaker: last.speaker ?? speaker, endMs, end, words: last.words + 1 })
    } else runs.push({ speaker, startMs, endMs, end, words: 1 })
  }
  return runs
}

/** A single short word between, before or after the words of others is theirs. */
function joinSlips(runs: readonly Run[]): Run[] {
  if (runs.length < 2) return [...runs]
  const isSlip = ({ words, startMs, endMs }: Run) => words <= SLIP_WORDS && endMs - startMs < SLIP_MS
  const kept: Run[] = []
  for (const [at, run] of runs.entries()) {
    const before = kept.at(-1)
    const after = runs[at + 1]
    if (before && (before.speaker === run.speaker || isSlip(run))) Object.assign(before, { endMs: run.endMs, end: run.end, words: before.words + run.words })
    else if (!before && isSlip(run) && after && !isSlip(after)) kept.push({ ...run, speaker: after.speaker })
    else kept.push({ ...run })
  }
  return kept
}
