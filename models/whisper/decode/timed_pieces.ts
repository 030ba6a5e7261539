import { TIMESTAMP_SECONDS } from '../session/vocabulary.ts'
import type { Vocabulary } from '../session/vocabulary.ts'

/** What a token, or the few that make a letter, adds to a text, and where in the audio it ends, ms from the first sample. */
export interface TimedPiece {
  readonly text: string
  readonly endMs: number
}

/** A letter whose bytes are not all there yet. */
const BROKEN = '\uFFFD'

/**
 * The pieces that a text is made of.
 * @param heardAt for each token, timestamps included, the step of 0.02 s at which it ends
 */
export function timedPieces(tokens: readonly number[], heardAt: readonly number[], { timestampBegin, text }: Pick<Vocabulary, 'timestampBegin' | 'text'>): TimedPiece[] {
  const pieces: TimedPiece[] = []
  const read: number[] = []
  let [letters, step] = [0, 0]
  for (const [at, token] of tokens.entries()) {
    if (token >= timestampBegin) continue
    read.push(token)
    step = Math.max(step, heardAt[at] ?? 0)
    const said = text(read)
    if (said.endsWith(BROKEN)) continue
    pieces.push({ text: said.slice(letters), endMs: Math.round(step * TIMESTAMP_SECONDS * 1000) })
    ;[letters, step] = [said.length, 0]
  }
  return pieces
}
