/** Scripts that put no space between words: each letter is compared by itself. */
const UNSPACED = '\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}\\p{sc=Thai}\\p{sc=Lao}\\p{sc=Khmer}\\p{sc=Myanmar}'
const WORD = new RegExp(`[${UNSPACED}]\\p{M}*|(?:(?![${UNSPACED}])[\\p{L}\\p{M}\\p{N}]|(?<=\\p{L})['’](?=\\p{L}))+`, 'gu')

export interface Word {
  /** Without case and apostrophes; accents stay, they make other words. */
  readonly key: string
  /** Place after the word in the text. */
  readonly end: number
}

/** The words of a text, without marks between them. In scripts that do not separate words, its letters. */
export function wordsOf(text: string): Word[] {
  return [...text.matchAll(WORD)].map(({ 0: word, index }) => ({ key: word.normalize('NFKC').toLowerCase().replace(/['’]/g, ''), end: index + word.length }))
}

/** How many words at the head of both are the same. */
export function sameAtHead(a: readonly Word[], b: readonly Word[]): number {
  let count = 0
  while (count < a.length && count < b.length && a[count]!.key === b[count]!.key) count++
  return count
}
