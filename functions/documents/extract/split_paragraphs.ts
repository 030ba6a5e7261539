import type { Language } from '../../../domain/language.ts'
import { splitSentences } from '../../../models/translation/sentences/split.ts'

/** What has no end is cut there, so that no piece of a document is longer than anything takes at once. */
const SENTENCE_MAX = 600
/** The Unicode rules serve the languages that nobody has rules for. */
const UNKNOWN: Language = 'en'

/** @param text paragraphs with an empty line between them. @returns the sentences of each, without line breaks; none of it is lost but white space */
export function splitParagraphs(text: string, language: Language | null): string[][] {
  const paragraphs = text.normalize('NFC').split(/\n[^\S\n]*\n\s*/)
  return paragraphs.map((paragraph) => {
    const line = paragraph.replace(/\s+/g, ' ').trim()
    if (line === '') return []
    return splitSentences(line, { language: language ?? UNKNOWN, longest: SENTENCE_MAX }).flatMap(({ before, text: inner, after }) => cut(`${before}${inner}${after}`.trim()))
  }).filter(({ length }) => length > 0)
}

/** Between words where there are any. */
function cut(sentence: string): string[] {
  const pieces: string[] = []
  let rest = sentence
  while (rest.length > SENTENCE_MAX) {
    const space = rest.lastIndexOf(' ', SENTENCE_MAX)
    let at = space > SENTENCE_MAX / 2 ? space : SENTENCE_MAX
    // A character of two halves stays whole.
    if (/[\ud800-\udbff]/.test(rest[at - 1]!)) at--
    pieces.push(rest.slice(0, at).trim())
    rest = rest.slice(at).trim()
  }
  return [...pieces, rest].filter((piece) => piece !== '')
}
