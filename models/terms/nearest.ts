import { closeTo } from './sounds.ts'
import type { Sound } from './sounds.ts'

/** More than these are not compared with a line: terms that nobody says cost time, and cost words that were said. */
export const NEAREST_MAX = 100
/** Share of a term's pairs of sounds that the line has to have: below, it cannot be near enough. */
const SHARE = 0.3

/** A term's pairs of sounds, made once. */
export interface Indexed<T> {
  readonly value: T
  readonly pairs: readonly ReadonlySet<string>[]
}

/** @param ways the sounds of each way of saying it */
export function indexTerm<T>(value: T, ways: readonly (readonly Sound[])[]): Indexed<T> {
  return { value, pairs: ways.map(pairsOf) }
}

/** The terms that share most of their pairs of sounds with a line, at most `NEAREST_MAX`. */
export function nearestTerms<T>(terms: readonly Indexed<T>[], line: readonly Sound[]): T[] {
  const there = pairsOf(line)
  const share = (pairs: ReadonlySet<string>) => {
    let shared = 0
    for (const pair of pairs) if (there.has(pair)) shared++
    return { share: shared / Math.max(1, pairs.size), shared }
  }
  // Of two that are there as a whole, the longer one says more.
  const nearer = (a: { share: number; shared: number }, b: { share: number; shared: number }) => b.share - a.share || b.shared - a.shared
  return terms.map(({ value, pairs }) => ({ value, ...(pairs.map(share).sort(nearer)[0] ?? { share: 0, shared: 0 }) })).filter((one) => one.share >= SHARE)
    .sort(nearer).slice(0, NEAREST_MAX).map(({ value }) => value)
}

function pairsOf(sounds: readonly Sound[]): ReadonlySet<string> {
  const classes = sounds.map(closeTo)
  return new Set(classes.slice(1).map((sound, at) => classes[at]! + sound))
}
