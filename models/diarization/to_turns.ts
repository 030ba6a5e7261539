import type { VoiceFrames } from './stitch.ts'

/** A voice that pauses for less goes on: between words and within them. */
const PAUSE_S = 0.5

export interface Stretch {
  readonly startS: number
  readonly endS: number
}

/** Stretches of speech of each voice, in order; nothing lasts beyond `lengthS`. */
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
    return stretches
  })
}
