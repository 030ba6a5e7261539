/** Words of a term. */
const WORDS_MAX = 3
/** Words of what had been heard in its place. */
const HEARD_MAX = 5

/** Words that stand in the place of others. */
export interface ChangedWords {
  readonly term: string
  readonly heard: string
}

/**
 * What a correction put in the place of something else, where it looks like a term: a few words, with a capital or a digit within the sentence, or a single
 * long word. What was only added, taken away or written in another case tells of no term.
 */
export function changedWords(before: string, after: string): ChangedWords[] {
  const [old, now] = [wordsOf(before), wordsOf(after)]
  return gaps(old, now).flatMap(({ oldFrom, oldTo, nowFrom, nowTo }) => {
    const [was, is] = [old.slice(oldFrom, oldTo), now.slice(nowFrom, nowTo)]
    if (was.length === 0 || is.length === 0 || is.length > WORDS_MAX || was.length > HEARD_MAX) return []
    const [heard, term] = [was.join(' '), is.join(' ')]
    const telling = is.some((word, at) => /\p{N}/u.test(word) || (/\p{Lu}/u.test(word) && (nowFrom + at > 0 || /.\p{Lu}/u.test(word)))) || (is.length === 1 && term.length >= 7)
    return telling ? [{ term, heard }] : []
  })
}

function wordsOf(text: string): string[] {
  return text.match(/[\p{L}\p{M}\p{N}]+(?:['’.-][\p{L}\p{M}\p{N}]+)*/gu) ?? []
}

/** Stretches between words that both have in the same order (longest common subsequence). */
function gaps(old: readonly string[], now: readonly string[]): { oldFrom: number; oldTo: number; nowFrom: number; nowTo: number }[] {
  const same = (i: number, j: number) => old[i]!.toLowerCase() === now[j]!.toLowerCase()
  const table = Array.from({ length: old.length + 1 }, () => new Uint16Array(now.length + 1))
  for (let i = old.length - 1; i >= 0; i--) for (let j = now.length - 1; j >= 0; j--) table[i]![j] = same(i, j) ? table[i + 1]![j + 1]! + 1 : Math.max(table[i + 1]![j]!, table[i]![j + 1]!)
  const found: { oldFrom: number; oldTo: number; nowFrom: number; nowTo: number }[] = []
  let [i, j, oldFrom, nowFrom] = [0, 0, 0, 0]
  const close = () => {
    if (i > oldFrom || j > nowFrom) found.push({ oldFrom, oldTo: i, nowFrom, nowTo: j })
  }
  while (i < old.length && j < now.length) {
    if (same(i, j)) {
      close()
      ;[i, j] = [i + 1, j + 1]
      ;[oldFrom, nowFrom] = [i, j]
    } else if (table[i + 1]![j]! >= table[i]![j + 1]!) i++
    else j++
  }
  ;[i, j] = [old.length, now.length]
  close()
  return found
}
