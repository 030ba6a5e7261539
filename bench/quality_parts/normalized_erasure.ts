import { toWords } from '../transcribe_parts/words.ts'

export interface Erasure {
  /** Words that were taken back over all lines. */
  readonly erased: number
  /** Words of the texts that stayed. */
  readonly words: number
  /** Lines of which something was taken back. */
  readonly lines: number
}

/**
 * Erasure over lines (Arivazhagan et al. 2020, arXiv 1912.03393): from one text of a line to the next, every word after what both begin
 * with is taken back. `erased / words` is the Normalized Erasure. Words without case and marks.
 * @param lines each line's texts in the order of showing, the final one last
 */
export function erasureOf(lines: readonly (readonly string[])[]): Erasure {
  const each = lines.map((texts) => {
    const shown = texts.map(toWords)
    return { erased: sum(shown.slice(1).map((words, at) => takenBack(shown[at]!, words))), words: shown.at(-1)?.length ?? 0 }
  })
  return { erased: sum(each.map(({ erased }) => erased)), words: sum(each.map(({ words }) => words)), lines: each.filter(({ erased }) => erased > 0).length }
}

function takenBack(before: readonly string[], after: readonly string[]): number {
  let same = 0
  while (same < before.length && before[same] === after[same]) same++
  return before.length - same
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
