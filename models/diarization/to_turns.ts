import type { VoiceFrames } from './stitch.ts'

/** A voice that pauses for less goes on: between words and within them. */
const PAUSE_S = 0.5
/** The networks hear soft beginnings and ends of speech late: both go on for so much. */
const EDGE_S = 0.05

export interface Stretch {
  readonly startS: number
  readonly endS: number
}

/** Stretches of speech of each voice, in order, with their edges; nothing begins before 0 or lasts beyond `lengthS`. */
export function toStretches({ frameS, voices }: VoiceFrames, lengthS: number): Stretch[][] {
  return voices.map((frames) => {
    const stretches: { startS: number; endS: number }[] = []
    for (let at = 0; at < frames.length; at++) {
      if (frames[at] === 0) continue
      let end = at
      while (end < frames.length && frames[end] === 1) end++
      const [startS, endS] = [at * frameS, Math.min(end * frameS, lengthS)]
      const last = stretches.at(-1)
      if (last && startS - last.endS < PAUSE_S) last.endS = endS
      else if (endS > startS) stretches.push({ startS, endS })
      at = end
    }
    return stretches.map(({ startS, endS }) => ({ startS: Math.max(0, startS - EDGE_S), endS: Math.min(endS + EDGE_S, lengthS) }))
  })
}
