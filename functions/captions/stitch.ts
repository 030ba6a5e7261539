import { changesToHeads } from './_changes.ts'
import { wordsOf } from './_words.ts'
import { meet } from './meet.ts'

/** What the next segment will say again, and better: the audio of these words ends with the cut. */
const HELD_WORDS = 2
/** The same by time, where it is known: half of what is repeated. More words than these are not spoken in it. */
const HELD_MS = 480
const HELD_WORDS_MAX = 5
/** How far from the border of two segments a word that both have is looked for, words. */
const TAIL_WORDS = 4
const HEAD_WORDS = 4
/** What a word that both have is worth: the longer, the more it proves. */
const WORTH = { least: 0.4, letter: 0.15 } as const
/** What it costs to pass over a word that only one of them has; few are made up at an end, fewer at a beginning. */
const [TAIL_COST, HEAD_COST] = [0.12, 0.2]
const PROOF = 0.35
/** From here on a word alone proves something though words stand between it and the border. */
const TELLING_LETTERS = 4
/** From here on a word may be misheard a little, as `trines` for `tribes`. */
const ALIKE_LETTERS = 5
const ALIKE_CHANGES = 0.34

/** Text of a segment: what is shown of it, and the words at its end that wait for the next segment. */
export interface Cut {
  readonly shown: string
  readonly held: string
  /** When the last words of both end, ms from the segment's end; null where recognition does not tell. */
  readonly endsMs?: readonly number[] | null
}

/** Text, and when each of its words ends: for a segment that is joined, ms from the end of the one before. */
export interface Said {
  readonly text: string
  readonly endsMs: readonly number[] | null
}

/**
 * Recognition finishes a sentence that was cut in its middle as it likes ("make a great decision" for "make inquiries"). What
 * follows repeats the audio, so the last words of a cut wait for it.
 * @param endsMs when each word ends, ms from the segment's end
 */
export function cutText(text: string, endsMs: readonly number[] | null = null): Cut {
  const words = wordsOf(text)
  const heldWords = endsMs ? Math.max(1, Math.min(HELD_WORDS_MAX, words.length - 1 - lastBefore(endsMs, -HELD_MS))) : HELD_WORDS
  const word = words[words.length - heldWords - 1]?.end ?? 0
  const kept = word + (word > 0 ? /^\p{P}*/u.exec(text.slice(word))![0].length : 0)
  return { shown: text.slice(0, kept), held: text.slice(kept).trim(), ...(endsMs && { endsMs }) }
}

/** Which word is the last one that ends by then; a word that seems to end before those before it does not. */
function lastBefore(endsMs: readonly number[], byMs: number): number {
  const late = endsMs.findIndex((endMs) => endMs > byMs)
  return (late < 0 ? endsMs.length : late) - 1
}

/**
 * Joins a segment to the one before it, of which it repeats the end: no word appears twice, none is lost. Where the times of both are known, they
 * tell which words stand for the same speech.
 * @param before text of the segment before
 * @param overlapMs how much of the segment repeats it
 * @returns what goes on after `before.shown`
 */
export function join(before: Cut, next: Said, overlapMs: number): Said {
  const [shown, held, after] = [wordsOf(before.shown), wordsOf(before.held), wordsOf(next.text)]
  if (shown.length + held.length === 0) return next
  if (!before.endsMs?.length || !next.endsMs || after.length === 0) return { text: stitch(before, next.text), endsMs: null }
  // Of what was shown, the ends of the last words are kept.
  const timed = [...shown, ...held].slice(-before.endsMs.length).map(({ key }, at) => ({ key, endMs: before.endsMs![at]! }))
  const { from, at } = meet(timed, after.map(({ key }, index) => ({ key, endMs: next.endsMs![index]! })), overlapMs)
  // Words that are shown stay as they are: those of the next segment that say the same are left out.
  const kept = held.length - (timed.length - from)
  const first = Math.min(after.length, at + Math.max(0, -kept))
  const head = kept > 0 ? before.held.slice(0, held[kept - 1]!.end) : ''
  return {
    text: [head, textFrom(next.text, after[first - 1]?.end ?? 0)].filter(Boolean).join(' '),
    endsMs: [...(kept > 0 ? before.endsMs.slice(-held.length).slice(0, kept) : []), ...next.endsMs.slice(first)],
  }
}

/**
 * The same by the words alone. Where both have the same ones near the border, the first is right before them and the second from there on; where
 * they have none in common, the held words come first.
 */
export function stitch(before: Cut, next: string): string {
  const shown = wordsOf(before.shown)
  const [held, after] = [wordsOf(before.held), wordsOf(next)]
  const common = commonWords([...shown, ...held].map(({ key }) => key), after.map(({ key }) => key), held.length)
  if (!common) return [before.held.replace(/[\p{P}\s]+$/u, next ? '' : '$&'), next].filter(Boolean).join(' ')
  // Words that are shown stay as they are: those of the next segment that say the same are left out.
  const repeated = Math.max(0, Math.min(common.length, shown.length - common.from))
  const kept = held[common.from - shown.length - 1]
  return [kept ? before.held.slice(0, kept.end) : '', textFrom(next, after[common.at + repeated - 1]?.end ?? 0)].filter(Boolean).join(' ')
}

interface Common {
  /** Place in the text before. */
  readonly from: number
  /** Place in the text after. */
  readonly at: number
  readonly length: number
}

/** The best run of words that the end of `before` and the head of `after` have in common; null where nothing proves one. */
function commonWords(before: readonly string[], after: readonly string[], held: number): Common | null {
  let best: (Common & { readonly proof: number }) | null = null
  for (let from = Math.max(0, before.length - held - TAIL_WORDS); from < before.length; from++) {
    for (let at = 0; at <= Math.min(HEAD_WORDS, after.length - 1); at++) {
      let [length, worth] = [0, 0]
      for (let one; (one = likeness(before[from + length], after[at + length])) > 0; length++) worth += one
      const passedOver = before.length - from - length
      const tells = length > 1 || before[from]!.length >= TELLING_LETTERS || passedOver + at === 0
      const proof = worth - TAIL_COST * passedOver - HEAD_COST * at
      if (length > 0 && tells && proof >= PROOF && proof > (best?.proof ?? 0)) best = { from, at, length, proof }
    }
  }
  return best
}

/** What it proves that both words stand there: 0 for different ones, up to 1. A border may have cut one short. */
function likeness(one: string | undefined, other: string | undefined): number {
  if (!one || !other) return 0
  const [a, b] = [plain(one), plain(other)]
  const worth = Math.min(1, WORTH.least + WORTH.letter * a.length)
  if (a === b) return worth
  const [short, long] = a.length < b.length ? [a, b] : [b, a]
  if (short.length >= TELLING_LETTERS && (long.startsWith(short) || long.endsWith(short))) return 0.8 * worth
  return short.length >= ALIKE_LETTERS && changesToHeads(short, long).at(-1)! <= ALIKE_CHANGES * long.length ? 0.7 * worth : 0
}

/** Without accents: they are misheard easily. */
function plain(word: string): string {
  return word.normalize('NFKD').replace(/\p{M}/gu, '')
}

function textFrom(text: string, at: number): string {
  return at === 0 ? text : text.slice(at).replace(/^[\s\p{P}]+/u, '')
}
