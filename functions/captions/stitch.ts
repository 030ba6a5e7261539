/** Half a second of overlap holds no more words than this, even from a fast speaker. */
const OVERLAP_WORDS_MAX = 5

interface Word {
  /** Without case and marks. */
  readonly key: string
  readonly end: number
}

/**
 * Drops from the head of `next` the words that its overlap with the segment before repeats, so that no word
 * appears twice. The cut may have split a word: one half-heard word on either side of it is passed over.
 * @param previous final text of the segment before
 * @param next text of a segment whose first half second repeats the end of the one before
 */
export function stitch(previous: string, next: string): string {
  const before = words(previous)
  const after = words(next)
  const repeated = repeatedWords(before.map(({ key }) => key), after.map(({ key }) => key))
  if (repeated === 0) return next
  return next.slice(after[repeated - 1]!.end).replace(/^[\s\p{P}]+/u, '')
}

/** How many words at the head of `after` were in `before` already. Longer runs win, then those that pass over less. */
function repeatedWords(before: readonly string[], after: readonly string[]): number {
  const most = Math.min(OVERLAP_WORDS_MAX, before.length, after.length)
  for (let run = most; run >= 1; run--) {
    for (const [skippedTail, skippedHead] of [[0, 0], [1, 0], [0, 1]] as const) {
      // A single short word proves nothing once a word is passed over.
      if (run === 1 && skippedTail + skippedHead > 0 && (after[skippedHead]?.length ?? 0) < 4) continue
      const tail = before.slice(before.length - skippedTail - run, before.length - skippedTail)
      const head = after.slice(skippedHead, skippedHead + run)
      if (tail.length === run && head.length === run && tail.every((word, i) => same(word, head[i]!))) return skippedHead + run
    }
  }
  return 0
}

/** Equal, or the same word cut short by the border between the segments. */
function same(a: string, b: string): boolean {
  if (a === b) return true
  const [short, long] = a.length < b.length ? [a, b] : [b, a]
  return short.length >= 4 && long.length - short.length <= 3 && (long.startsWith(short) || long.endsWith(short))
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' })

function words(text: string): Word[] {
  return [...segmenter.segment(text)]
    .filter(({ isWordLike }) => isWordLike)
    .map(({ segment, index }) => ({ key: segment.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase(), end: index + segment.length }))
}
