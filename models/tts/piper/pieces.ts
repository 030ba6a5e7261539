import type { Reach } from './reach.ts'

/** Frames of the first piece: 0.3 s, so that sound is there early; the next ones are longer, as the edges of each cost something. */
const FIRST = 26
const LONGEST = 104

/** A stretch of a sentence's frames that is made into sound at once. */
export interface Piece {
  readonly from: number
  readonly to: number
}

export function toPieces(frames: number): Piece[] {
  const pieces: Piece[] = []
  for (let from = 0, length = FIRST; from < frames; length = Math.min(LONGEST, length * 2)) {
    // A last piece of a few frames would be made mostly of its edges.
    const to = frames - (from + length) < FIRST ? frames : from + length
    pieces.push({ from, to })
    from = to
  }
  return pieces
}

export interface Window extends Piece {
  /** For each upsampling but the first: what of its input is kept, in samples there. */
  readonly cuts: readonly Piece[]
  /** What of the sound is the piece's, in samples. */
  readonly sound: Piece
}

/** What has to be given for a piece so that its sound is that of the whole: frames on both sides, as many as each stage needs. */
export function windowOf({ from, to }: Piece, frames: number, { hop, rates, frames: margin, after }: Reach): Window {
  const around = (need: number): Piece => ({ from: Math.max(0, from - need), to: Math.min(frames, to + need) })
  const given = around(margin)
  const cuts: Piece[] = []
  let now = given
  for (const [index, rate] of rates.entries()) {
    if (index === 0) continue
    const next = around(after[index]!)
    cuts.push({ from: (next.from - now.from) * rate, to: (next.to - now.from) * rate })
    now = next
  }
  return { ...given, cuts, sound: { from: (from - now.from) * hop, to: (to - now.from) * hop } }
}
