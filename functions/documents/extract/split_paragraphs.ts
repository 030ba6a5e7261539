import type { Language } from '../../../domain/language.ts'
import { splitSentences } from '../../../models/translation/sentences/split.ts'

/** What has no end is cut there, so that no piece of a document is longer than anything takes at once. */
const SENTENCE_MAX = 600
/** A paragraph longer than any that is written is cut as well before sentences are looked for: what that takes grows faster than the text. */
const PARAGRAPH_MAX = 20_000
/** The Unicode rules serve the languages that nobody has rules for. */
const UNKNOWN: Language = 'en'

/** @param text paragraphs with an empty line between them. @returns the sentences of each, without line breaks; none of it is lost but white space */
export function splitParagraphs(text: string, language: Language | null): string[][] {
  const paragraphs = text.normalize('NFC').split(/\n[^\S\n]*\n\s*/)
  return paragraphs.map((paragraph) => {
    const line = paragraph.replace(/\s+/g, ' ').trim()
    return cut(line, PARAGRAPH_MAX).flatMap((part) => splitSentences(part, { language: language ?? UNKNOWN, longest: SENTENCE_MAX }))
      .flatMap(({ before, text: inner, after }) => cut(`${before}${inner}${after}`.trim(), SENTENCE_MAX))
  }).filter(({ length }) => length > 0)
}

/** Between words where there are any. */
function cut(text: string, longest: number): string[] {
  const pieces: string[] = []
  let from = 0
  while (text.length - from > longest) {
    const space = text.lastIndexOf(' ', from + longest)
    let to = space > from + longest / 2 ? space : from + longest
    // A character of two halves stays whole.
    if (/[\ud800-\udbff]/.test(text[to - 1]!)) to--
    pieces.push(text.slice(from, to).trim())
    from = to
  }
  return [...pieces, text.slice(from).trim()].filter((piece) => piece !== '')
}
