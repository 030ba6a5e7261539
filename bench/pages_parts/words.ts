import { createRandom } from '../../tests/sounds.ts'

/** Words of a made-up language, as often as the words of a meeting that are not stop words: the r-th of 10,000 as 1 / (r + 50). */
export interface Words {
  /** @param length words; 5 to 20 when left out */
  sentence(length?: number): string
  /** A word by its rank: 0 is in one text of twenty. */
  word(rank: number): string
}

/** Is in a third of all texts, as no word but a stop word is: the worst case of a search. */
export const EVERYWHERE = 'zazu'
const COUNT = 10_000
const SKEW = 50
const SYLLABLES = ['ba', 'do', 'ke', 'li', 'mo', 'nu', 'pa', 'ri', 'so', 'tu']

export function createWords(): Words {
  const random = createRandom(1)
  const spell = (rank: number) => `${[...String(rank)].map((digit) => SYLLABLES[Number(digit)]).join('')}k`
  // The inverse of the cumulated share, where ln stands for the harmonic sum.
  const draw = () => spell(Math.min(COUNT - 1, Math.floor(SKEW * ((COUNT + SKEW) / SKEW) ** random() - SKEW)))
  return {
    word: spell,
    sentence(length = 5 + Math.floor(random() * 16)) {
      const said = Array.from({ length }, draw)
      return `${said.join(' ')}${random() < 1 / 3 ? ` ${EVERYWHERE}` : ''}.`
    },
  }
}
