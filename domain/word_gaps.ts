/** A stretch of one row of words and what stands in its place in another; either may be empty. Ends are exclusive. */
export interface WordGap {
  readonly from: number
  readonly to: number
  readonly otherFrom: number
  readonly otherTo: number
}

/** Stretches between the words that both rows have in the same order (longest common subsequence). @param same whether two words are one, by their places */
export function wordGaps(length: number, otherLength: number, same: (at: number, otherAt: number) => boolean): WordGap[] {
  const common = Array.from({ length: length + 1 }, () => new Uint16Array(otherLength + 1))
  for (let i = length - 1; i >= 0; i--) {
    for (let j = otherLength - 1; j >= 0; j--) common[i]![j] = same(i, j) ? common[i + 1]![j + 1]! + 1 : Math.max(common[i + 1]![j]!, common[i]![j + 1]!)
  }
  const gaps: WordGap[] = []
  let [i, j, from, otherFrom] = [0, 0, 0, 0]
  const close = () => {
    if (from < i || otherFrom < j) gaps.push({ from, to: i, otherFrom, otherTo: j })
  }
  while (i < length && j < otherLength) {
    if (same(i, j)) {
      close()
      ;[i, j] = [i + 1, j + 1]
      ;[from, otherFrom] = [i, j]
    } else if (common[i + 1]![j]! >= common[i]![j + 1]!) i++
    else j++
  }
  ;[i, j] = [length, otherLength]
  close()
  return gaps
}
