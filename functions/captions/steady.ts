import { changesToHeads } from './_changes.ts'
import type { Word } from './_words.ts'
import { sameAtHead, wordsOf } from './_words.ts'

/** What a line shows of an utterance that goes on: `stable` stays, word by word, as long as it is interim; `tail` may change. */
export interface Steady {
  readonly stable: string
  /** With the space or the marks that stand before it. */
  readonly tail: string
}

/** What was recognised of an utterance so far. */
export interface Hypothesis {
  readonly text: string
  /** Mean probability of a token, [0, 1]. */
  readonly confidence: number
}

/** The line before, and what was recognised for it; null where the same audio was heard, which is no second opinion. */
export interface Before {
  readonly stable: string
  readonly hypothesis: Hypothesis | null
}

/** Two hypotheses that are surer than this were never both wrong in the same way on the clips of bench/README.md. */
const SURE = 0.6
/** Otherwise the last words of what they agree on wait. */
const HELD_WORDS = 2

/**
 * Local agreement of two (LocalAgreement-2, Liu et al. 2020; ufal/whisper_streaming): words that two hypotheses in a row begin with
 * are stable; while one of them is unsure, all but the last two of those. Case and marks are not compared; what stands keeps its spelling. Where a hypothesis contradicts the stable
 * words, they stay and only what it says after them is shown. Measured against AlignAtt in bench/README.md.
 * @param now what is recognised of more audio than before
 */
export function keepSteady(before: Before | null, { text, confidence }: Hypothesis): Steady {
  const stable = before?.stable ?? ''
  const [stood, now] = [wordsOf(stable), wordsOf(text)]
  const last = before?.hypothesis
  const held = Math.min(confidence, last?.confidence ?? 0) < SURE ? HELD_WORDS : 0
  const agreed = last ? sameAtHead(wordsOf(last.text), now) - held : 0
  const follows = sameAtHead(stood, now) === stood.length
  const kept = follows ? stood.length : wordsRepeated(stood, now)
  const grown = follows && agreed > kept ? text.slice(endOf(now, kept), endOf(now, agreed)) : ''
  return { stable: stable + grown, tail: text.slice(endOf(now, grown ? agreed : kept)).trimEnd() }
}

function endOf(words: readonly Word[], count: number): number {
  return count === 0 ? 0 : words[count - 1]!.end
}

/** How many words at the head of `now` say what stands: the head that takes the fewest changes to become it. */
function wordsRepeated(stood: readonly Word[], now: readonly Word[]): number {
  const keys = (words: readonly Word[]) => words.map(({ key }) => key)
  const row = changesToHeads(keys(stood), keys(now))
  const away = (count: number) => Math.abs(count - stood.length)
  return row.reduce((best, changes, count) => {
    const [fewest, nearer] = [row[best]!, away(count) < away(best)]
    return changes < fewest || (changes === fewest && nearer) ? count : best
  }, 0)
}
