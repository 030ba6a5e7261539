import type { Transcript } from '../../domain/caption.ts'
import { wordsOf } from './_words.ts'

/**
 * When each word of a transcript's text ends, ms from the first sample, from the pieces that recognition gave times for. Null where it gave
 * none, or other words.
 */
export function wordEnds({ text, pieces }: Pick<Transcript, 'text' | 'pieces'>): number[] | null {
  if (!pieces) return null
  const spoken = wordsOf(pieces.map((piece) => piece.text).join(''))
  const ends: number[] = []
  let [at, before] = [0, 0]
  for (const [index, word] of wordsOf(text).entries()) {
    const same = spoken[index]
    if (same?.key !== word.key) return null
    let endMs = 0
    // A piece may hold two words of a script without spaces: the next one looks at it again.
    while (at < pieces.length && before < same.end) {
      endMs = Math.max(endMs, pieces[at]!.endMs)
      if (before + pieces[at]!.text.length > same.end) break
      before += pieces[at++]!.text.length
    }
    ends.push(endMs)
  }
  return ends
}
