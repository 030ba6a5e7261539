/**
 * How many items to insert, drop or replace (Levenshtein) make `from` each head of `to`: one figure for every length of head, the
 * empty one first and the whole last.
 */
export function changesToHeads<T>(from: ArrayLike<T>, to: ArrayLike<T>): number[] {
  let row = Array.from({ length: to.length + 1 }, (_, at) => at)
  for (let i = 0; i < from.length; i++) {
    const next = [i + 1]
    for (let j = 0; j < to.length; j++) next.push(Math.min(row[j + 1]! + 1, next[j]! + 1, row[j]! + (from[i] === to[j] ? 0 : 1)))
    row = next
  }
  return row
}
