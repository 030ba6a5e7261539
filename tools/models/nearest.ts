const NAMED_MAX = 3

/** Names that somebody may have meant, the likeliest first: those that hold what was typed, then those that differ by few letters. */
export function nearest(typed: string, names: readonly string[]): string[] {
  const wanted = typed.toLowerCase()
  const ranked = names.map((name) => ({ name, distance: name.toLowerCase().includes(wanted) ? 0 : editDistance(wanted, name.toLowerCase()) }))
  const close = ranked.filter(({ name, distance }) => distance <= Math.max(wanted.length, name.length) / 2)
  return close.sort((a, b) => a.distance - b.distance || a.name.length - b.name.length).slice(0, NAMED_MAX).map(({ name }) => name)
}

/** Letters to insert, delete or change (Levenshtein). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + Number(a[i - 1] !== b[j - 1]))
    row = next
  }
  return row[b.length]!
}
