import { similarity } from '../embeddings/speaker.ts'
import type { LocalSpeech } from './local_speech.ts'

/**
 * Which voice each local speaker is: of each window the assignment in which they are most alike in all, where no two of one window are the same voice.
 * Only where a window has more local speakers than there are voices, the ones left over are the voice that they are nearest to.
 * @param vectors one of each local speaker
 * @returns a number of `voices` for each
 */
export function assignLocal(speech: readonly LocalSpeech[], vectors: readonly Float32Array[], voices: readonly Float32Array[]): number[] {
  const assigned: number[] = []
  for (let at = 0; at < speech.length;) {
    let end = at
    while (end < speech.length && speech[end]!.window === speech[at]!.window) end++
    const likeness = vectors.slice(at, end).map((vector) => voices.map((voice) => similarity(vector, voice)))
    assigned.push(...bestOf(likeness))
    at = end
  }
  return assigned
}

/** Three rows at the most: every assignment is tried. A row is left over (null) only where there are too few columns. */
function bestOf(likeness: readonly (readonly number[])[]): number[] {
  const columns = likeness[0]!.length
  let best: { total: number; chosen: (number | null)[] } = { total: Number.NEGATIVE_INFINITY, chosen: [] }
  const spare = Math.max(0, likeness.length - columns)
  const choose = (row: number, chosen: (number | null)[], total: number, skips: number) => {
    if (row === likeness.length) {
      if (total > best.total) best = { total, chosen }
      return
    }
    for (let column = 0; column < columns; column++) {
      if (!chosen.includes(column)) choose(row + 1, [...chosen, column], total + likeness[row]![column]!, skips)
    }
    if (skips > 0) choose(row + 1, [...chosen, null], total, skips - 1)
  }
  choose(0, [], 0, spare)
  return best.chosen.map((column, row) => column ?? likeness[row]!.indexOf(Math.max(...likeness[row]!)))
}
