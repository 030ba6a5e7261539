import type { Language } from '../../../domain/language.ts'
import { languageTag } from '../../../domain/language.ts'

/** Fewer letters are an acronym or two. */
const LETTERS_MIN = 8

/** Whether a sentence is in capitals throughout: models take such words for names and garble them. */
export function isShouting(text: string): boolean {
  const letters = text.match(/\p{L}/gu) ?? []
  const words = text.match(/\p{L}{2,}/gu) ?? []
  return letters.length >= LETTERS_MIN && words.length >= 2 && words.some((word) => word.length >= 4) && letters.every((letter) => letter.toLowerCase() !== letter)
}

/** As it would be written otherwise; placeholders stay. */
export function calm(text: string, language: Language): string {
  const lower = text.toLocaleLowerCase(languageTag(language)).replace(/xq(\d)/gu, 'XQ$1')
  const sentence = language === 'en' ? lower.replace(/(?<![\p{L}\p{N}])i(?![\p{L}\p{N}])/gu, 'I') : lower
  return sentence.replace(/\p{L}/u, (first) => first.toLocaleUpperCase(languageTag(language)))
}

export function shout(text: string, language: Language): string {
  return text.toLocaleUpperCase(languageTag(language))
}
