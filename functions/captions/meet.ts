import { changesToHeads } from './_changes.ts'

/** A word, and when it ends: ms from the place where the first of two segments was cut, which the second one hears as well. */
export interface HeardWord {
  /** Without case and marks. */
  readonly key: string
  readonly endMs: number
}

/** Where two texts meet: the first one's words before `from` and the second one's from `at` on are what was said. */
export interface Meeting {
  readonly from: number
  readonly at: number
}

/** How many words near the border may be where they meet. */
const [NEAR_BEFORE, NEAR_AFTER] = [8, 9]
/** Half of what both hear: the second lacks what came before its beginning, the first what comes after its end. */
const BEST_MS = -450
const FAR_COST = 0.5 / 1_000
/** The two tell times of the same word that differ by less. A word takes at least so long. */
const [SAME_MS, LEAST_MS] = [100, 90]
/** What is heard twice, or by neither of the two. */
const [TWICE_COST, NEVER_COST] = [1 / 200, 1 / 150]
/** What words that are alike on both sides of the border prove, the nearest ones twice as much, unless their times are far apart. */
const ALIKE_WORTH = 0.8
const ALIKE = 0.5
const [NEAR_MS, APART_MS] = [1_000, 2_000]
/** What is said to end this soon after a segment's beginning was begun before it: the model does not know when it ends. */
const HEAD_MS = 100
/** About how long a word takes. */
const [WORD_MS, LETTER_MS] = [100, 40]

/**
 * Finds where the text of a segment goes over into that of the next one, which repeats its end, by the times of their words. Recognition makes
 * up words where a border cuts speech; their times tell what they stand for.
 * @param overlapMs how much of the second segment repeats the first
 */
export function meet(before: readonly HeardWord[], after: readonly HeardWord[], overlapMs: number): Meeting {
  const next = withLikelyHead(after, overlapMs)
  let best = { from: before.length, at: 0, cost: Infinity }
  for (let from = Math.max(0, before.length - NEAR_BEFORE); from <= before.length; from++) {
    for (let at = 0; at <= Math.min(next.length, NEAR_AFTER); at++) {
      const endMs = before[from - 1]?.endMs ?? -Infinity
      const twiceMs = Math.max(0, endMs + LEAST_MS - (next[at]?.endMs ?? Infinity))
      const neverMs = Math.max(0, (next[at - 1]?.endMs ?? -Infinity) - endMs - SAME_MS)
      const alike = [0, -1].reduce((sum, near) => sum + likeness(before[from + near], next[at + near]), 0)
        + [1, -2].reduce((sum, near) => sum + likeness(before[from + near], next[at + near]), 0) / 2
      const far = Math.abs(Math.max(endMs, -overlapMs * 2) - BEST_MS)
      const cost = TWICE_COST * twiceMs + NEVER_COST * neverMs + FAR_COST * far - ALIKE_WORTH * alike
      if (cost < best.cost) best = { from, at, cost }
    }
  }
  return { from: best.from, at: best.at }
}

/** The first words' ends, counted back from the first one that is known. */
function withLikelyHead(words: readonly HeardWord[], overlapMs: number): HeardWord[] {
  const likely = [...words]
  for (let at = likely.length - 2; at >= 0; at--) {
    const [word, next] = [likely[at]!, likely[at + 1]!]
    if (word.endMs <= HEAD_MS - overlapMs) likely[at] = { ...word, endMs: Math.max(word.endMs, next.endMs - WORD_MS - LETTER_MS * next.key.length) }
  }
  return likely
}

/** From 0 for words that have nothing to do with each other to 1. */
function likeness(a: HeardWord | undefined, b: HeardWord | undefined): number {
  if (!a || !b) return 0
  const alike = 1 - changesToHeads(a.key, b.key).at(-1)! / Math.max(a.key.length, b.key.length)
  const together = Math.min(1, Math.max(0, (APART_MS - Math.abs(a.endMs - b.endMs)) / (APART_MS - NEAR_MS)))
  return alike < ALIKE ? 0 : alike * together
}
