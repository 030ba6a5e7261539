import { foldText } from '../../models/whisper/filter/known.ts'

/** Words as they are compared: no case, no punctuation but the apostrophe's letters joined. */
export function toWords(text: string): string[] {
  return foldText(text.replace(/['’]/g, '')).split(' ').filter(Boolean)
}

/** Fewest words to insert, drop or replace between two texts (Levenshtein). */
export function wordErrors(reference: readonly string[], said: readonly string[]): number {
  let row = Array.from({ length: said.length + 1 }, (_, i) => i)
  for (const [i, word] of reference.entries()) {
    const next = [i + 1]
    for (const [j, other] of said.entries()) {
      next.push(Math.min(row[j + 1]! + 1, next[j]! + 1, row[j]! + (word === other ? 0 : 1)))
    }
    row = next
  }
  return row.at(-1)!
}

/** Whether words go round in circles: up to two words four times in a row, up to five three times, more twice. */
export function repeatsItself(words: readonly string[]): boolean {
  for (let length = 1; length <= words.length / 2; length++) {
    const rounds = length <= 2 ? 4 : length <= 5 ? 3 : 2
    let same = 0
    for (let at = length; at < words.length; at++) {
      same = words[at] === words[at - length] ? same + 1 : 0
      if (same >= length * (rounds - 1)) return true
    }
  }
  return false
}
