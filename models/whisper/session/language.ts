import type { Language } from '../../../domain/language.ts'
import type { Vocabulary } from './vocabulary.ts'

export interface DetectedLanguage {
  readonly language: Language
  /** Among all languages that the model knows, [0, 1]. */
  readonly languageProbability: number
}

/** The likeliest language, from the logits that follow the start of the transcript. */
export function detectLanguage(logits: Float32Array, { languages }: Pick<Vocabulary, 'languages'>): DetectedLanguage {
  let [best, top]: [Language, number] = ['en', -Infinity]
  for (const [language, token] of languages) {
    if (logits[token]! > top) [best, top] = [language, logits[token]!]
  }
  let sum = 0
  for (const token of languages.values()) sum += Math.exp(logits[token]! - top)
  return { language: best, languageProbability: 1 / sum }
}
