import { similarity } from '../embeddings/speaker.ts'
import type { Diarization, KnownSpeaker, Turn } from './diarizer.ts'
import { join } from './name_voices.ts'

/** Of less speech a voice is not sure enough to change what people read, */
const SURE_S = 5
/** unless it is like that of somebody who is known well by so much. */
const WELL_S = 45

export interface MergeOptions {
  readonly alike: number
  /** Merge, however unlike, until there are no more than this. */
  readonly most?: number
}

/**
 * Late correction: speakers whose voices turned out to be one, now that more of both was heard, become the one who was heard first.
 * @param speakers in the order in which they were first heard
 */
export function mergeSpeakers(speakers: readonly KnownSpeaker[], { alike, most = Number.POSITIVE_INFINITY }: MergeOptions): Pick<Diarization, 'speakers' | 'merged'> {
  const left = [...speakers]
  const merged: { from: string; to: string }[] = []
  for (;;) {
    let best = { likeness: Number.NEGATIVE_INFINITY, first: 0, second: 0 }
    left.forEach((a, first) => left.forEach((b, second) => {
      const sure = left.length > most || Math.min(a.seconds, b.seconds) >= SURE_S || Math.max(a.seconds, b.seconds) >= WELL_S
      const likeness = similarity(a.embedding, b.embedding)
      if (first < second && sure && likeness > best.likeness) best = { likeness, first, second }
    }))
    if (left.length < 2 || (best.likeness <= alike && left.length <= most)) return { speakers: left, merged }
    const { first, second } = best
    const [from] = left.splice(second, 1)
    const to = left[first]!
    left[first] = join(to, from!, to.id)
    for (const one of merged) if (one.to === from!.id) one.to = to.id
    merged.push({ from: from!.id, to: to.id })
  }
}

/** Turns under the names that stand; those of one speaker that touch become one. Ordered by start. */
export function renameTurns(turns: readonly Turn[], merged: Diarization['merged']): Turn[] {
  const names = new Map(merged.map(({ from, to }) => [from, to]))
  const joined: Turn[] = []
  const last = new Map<string, number>()
  for (const turn of turns.map((turn) => ({ ...turn, speaker: names.get(turn.speaker) ?? turn.speaker })).sort((a, b) => a.startS - b.startS || a.endS - b.endS)) {
    const index = last.get(turn.speaker)
    const before = index === undefined ? undefined : joined[index]!
    if (before && turn.startS <= before.endS) joined[index!] = { ...before, endS: Math.max(before.endS, turn.endS) }
    else last.set(turn.speaker, joined.push(turn) - 1)
  }
  return joined
}
