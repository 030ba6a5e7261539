import type { Language } from '../../../domain/language.ts'
import type { Row } from '../decode/row.ts'
import type { Vocabulary } from './vocabulary.ts'

export interface DetectedLanguage {
  readonly language: Language
  /** Among all languages that the model knows, [0, 1]. */
  readonly languageProbability: number
}

/** The likeliest language, from what follows the start of the transcript. */
export function detectLanguage({ tail }: Pick<Row, 'tail'>, vocabulary: Pick<Vocabulary, 'languages' | 'endOfText'>): DetectedLanguage {
  let [best, top]: [Language, number] = ['en', -Infinity]
  for (const [language, token] of vocabulary.languages) {
    const logit = tail[token - vocabulary.endOfText]!
    if (logit > top) [best, top] = [language, logit]
  }
  return { language: best, languageProbability: languageProbability({ tail }, best, vocabulary) }
}

/** How likely one language is among all that the model knows. 0 for one that it does not know. */
export function languageProbability({ tail }: Pick<Row, 'tail'>, language: Language, { languages, endOfText }: Pick<Vocabulary, 'languages' | 'endOfText'>): number {
  const token = languages.get(language)
  if (token === undefined) return 0
  let sum = 0
  for (const other of languages.values()) sum += Math.exp(tail[other - endOfText]! - tail[token - endOfText]!)
  return 1 / sum
}
