import type { SoundingTerm, SoundingWord } from './put_terms.ts'
import { soundDistance } from './sounds.ts'

/** More hints cost more time, and are heard where they were not said. */
export const LIKELY_MAX = 8
/** What sounds less like a term than this was something else. */
const LIMIT = 0.4
/** Shorter ones sound like something in every line. */
const SOUNDS_MIN = 4
/** Words that a term may have been heard as, more than it has. */
const MORE_WORDS = 3

/** The terms that sound most like a stretch of a line, the nearest first. */
export function likelyTerms(terms: readonly SoundingTerm[], words: readonly SoundingWord[]): string[] {
  const near: { readonly term: string; readonly distance: number }[] = []
  for (const { term, sounds } of terms) {
    const most = term.split(/[\s-]+/).length + MORE_WORDS
    let least = Infinity
    for (const sounding of sounds.filter(({ length }) => length >= SOUNDS_MIN)) {
      for (let from = 0; from < words.length; from++) {
        const said: string[] = []
        for (let to = from; to < Math.min(words.length, from + most); to++) {
          said.push(...words[to]!.sounds)
          least = Math.min(least, soundDistance(sounding, said, Math.min(least, LIMIT)))
        }
      }
    }
    if (least <= LIMIT) near.push({ term, distance: least })
  }
  return near.sort((a, b) => a.distance - b.distance).slice(0, LIKELY_MAX).map(({ term }) => term)
}
