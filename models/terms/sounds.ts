/** One sound of speech, as espeak-ng writes it in IPA. */
export type Sound = string

/** Stress, length, ties, marks between sounds and those of a change of language. */
const MARKS = /[ˈˌːˑ‿͡_.|'\-\s\u0300-\u036fʰʲʷˠˤ~]|\([a-z-]+\)/gu

/** Sounds that people and models take for each other; each letter of a group is near the others. */
const NEAR: readonly string[] = ['pb', 'td', 'kɡg', 'fv', 'sz', 'ʃʒ', 'θð', 'θf', 'ðd', 'mn', 'nŋ', 'ɹlr', 'ɾtdr', 'wv', 'wu', 'ji', 'ɹɚɜ', 'ɲnj', 'xhk', 'ʃs', 'ʒz', 'ɫl', 'ɾɹ', 'βbv', 'ɣɡg', 'ʎlj', 'ɐəʌɔ', 'iɪᵻ', 'uʊo', 'eɛ', 'ɛæ', 'aæɑ', 'ɑɔoʌ', 'əɪɛᵻʌ', 'ɚəɜʌ', 'aɐ', 'yiu', 'øœe']
const VOWELS = new Set('aeiouyɑɐæəɚɛɜɪɨɔɒʊʌʉøœɵɯᵻᵊɤɶ')

/** Coarser: each sound is in one of them. */
const GROUPS: readonly string[] = ['pbfvwβ', 'tdθðɾ', 'kɡgxɣ', 'szʃʒ', 'mnŋɲ', 'lɹrɫʎ', 'jɥ', 'hɦ']

const isVowel = (sound: Sound) => VOWELS.has(sound)
const NEAR_PAIRS: ReadonlySet<string> = new Set(NEAR.flatMap((group) => [...group].flatMap((a) => [...group].map((b) => a + b))))

/** IPA → its sounds, without stress and length. */
export function soundsOf(ipa: string): Sound[] {
  return [...ipa.normalize('NFD').replace(MARKS, '')]
}

/** What it costs that one sound stands for another: 0 for the same, 1 for those that nobody confuses. */
function change(a: Sound, b: Sound): number {
  if (a === b) return 0
  if (NEAR_PAIRS.has(a + b)) return 0.3
  return isVowel(a) && isVowel(b) ? 0.5 : isVowel(a) || isVowel(b) ? 1.2 : 0.9
}

/** A vowel is swallowed or added more easily than a consonant. */
function gap(sound: Sound): number {
  return isVowel(sound) || sound === 'h' ? 0.5 : 0.8
}

/**
 * How unlike two strings of sounds are, for one sound of the longer (weighted Levenshtein): 0 for the same, about 1 for strangers.
 * @param most more than this need not be told exactly
 */
export function soundDistance(a: readonly Sound[], b: readonly Sound[], most = Infinity): number {
  const length = Math.max(a.length, b.length)
  if (length === 0) return 0
  if (Math.abs(a.length - b.length) * 0.5 > most * length) return Infinity
  let row = [0]
  for (const sound of b) row.push(row.at(-1)! + gap(sound))
  for (const sound of a) {
    const next = [row[0]! + gap(sound)]
    let least = next[0]!
    for (let j = 0; j < b.length; j++) {
      const cost = Math.min(row[j + 1]! + gap(sound), next[j]! + gap(b[j]!), row[j]! + change(sound, b[j]!))
      next.push(cost)
      if (cost < least) least = cost
    }
    if (least > most * length) return Infinity
    row = next
  }
  return row.at(-1)! / length
}

/** One sound for all that are easily taken for each other, so that they can be looked up: coarser than the distance. */
export function closeTo(sound: Sound): Sound {
  if (isVowel(sound)) return 'a'
  const group = GROUPS.findIndex((letters) => letters.includes(sound))
  return group < 0 ? sound : GROUPS[group]![0]!
}
