import type { Language } from '../../../domain/language.ts'
import { splitSentences } from '../../translation/sentences/split.ts'
import { longestText } from './api.ts'

/** A text in parts that XTTS speaks to their end: as many whole sentences as fit, since very short ones come out odd. Empty for no text. */
export function splitForXtts(text: string, language: Language): string[] {
  const longest = longestText(language)
  const parts: string[] = []
  for (const { before, text: sentence, after } of splitSentences(text, { language, longest })) {
    const piece = `${before}${sentence}${after}`
    const last = parts.at(-1)
    if (last !== undefined && (last + piece).trim().length <= longest) parts[parts.length - 1] = last + piece
    else parts.push(piece)
  }
  return parts.map((part) => part.trim()).filter((part) => part !== '')
}
