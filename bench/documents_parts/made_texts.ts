const SYLLABLES = 'ba be bi bo ca ce co da de di do fa fe fi ga go ha he hi ja ka ki la le li lo ma me mi mo na ne ni no pa pe pi po ra re ri ro sa se si so ta te ti to va ve vi vo za ze'.split(' ')
/** As many words as a field of work has. */
const WORDS = 20_000
const REAL = 'meeting budget server invoice holiday contract customer delivery release battery engine patient garden music harbour weather ticket station bridge recipe school court forest camera'.split(' ')

/** Texts of so many words, of which few are frequent and most are rare, as in every language (Zipf); the same ones for the same seed. */
export function madeTexts({ count, words, seed }: { readonly count: number; readonly words: number; readonly seed: number }): string[] {
  let state = (seed + 1) * 7_919
  const next = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647
  const word = () => {
    const rank = Math.floor(WORDS ** next()) - 1
    return rank < REAL.length ? REAL[rank]! : spell(rank)
  }
  return Array.from({ length: count }, () => `${Array.from({ length: words }, word).join(' ')}.`)
}

function spell(rank: number): string {
  let [text, rest] = ['', rank + SYLLABLES.length ** 2]
  for (; rest > 0; rest = Math.floor(rest / SYLLABLES.length)) text += SYLLABLES[rest % SYLLABLES.length]
  return text
}
