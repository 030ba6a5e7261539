/** Words at the border of two segments that are not as in one decode of both. */
export interface SeamErrors {
  readonly doubled: number
  readonly lost: number
  readonly unlike: number
}

/** Words to either side of the border that are looked at. */
const NEAR_WORDS = 4

/**
 * Aligns what two joined segments say with what one decode of both says, by the fewest changes, and counts those near the border.
 * @param seam number of words before the border
 */
export function seamErrors(reference: readonly string[], said: readonly string[], seam: number): SeamErrors {
  const near = alignment(reference, said).filter(({ change, at }) => change !== 'same' && Math.abs(at - seam) <= NEAR_WORDS)
  const count = (wanted: Change) => near.filter(({ change }) => change === wanted).length
  return { doubled: count('more'), lost: count('less'), unlike: count('other') }
}

type Change = 'same' | 'other' | 'more' | 'less'

function alignment(reference: readonly string[], said: readonly string[]): { change: Change; at: number }[] {
  const rows = [said.map((_, at) => at + 1)]
  rows[0]!.unshift(0)
  for (const [i, word] of reference.entries()) {
    const row = [i + 1]
    for (const [j, other] of said.entries()) row.push(Math.min(rows[i]![j + 1]! + 1, row[j]! + 1, rows[i]![j]! + (word === other ? 0 : 1)))
    rows.push(row)
  }
  const steps: { change: Change; at: number }[] = []
  let [i, j] = [reference.length, said.length]
  while (i > 0 || j > 0) {
    const here = rows[i]![j]!
    const same = i > 0 && j > 0 && reference[i - 1] === said[j - 1]
    if (i > 0 && j > 0 && here === rows[i - 1]![j - 1]! + (same ? 0 : 1)) {
      i--
      j--
      steps.push({ change: same ? 'same' : 'other', at: j })
    } else if (j > 0 && here === rows[i]![j - 1]! + 1) steps.push({ change: 'more', at: --j })
    else {
      i--
      steps.push({ change: 'less', at: j })
    }
  }
  return steps.reverse()
}
