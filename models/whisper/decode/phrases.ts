import { TIMESTAMP_SECONDS } from '../session/vocabulary.ts'
import type { Vocabulary } from '../session/vocabulary.ts'

/** Words between two timestamps, ms from the first sample. */
export interface Phrase {
  readonly text: string
  readonly startMs: number
  readonly endMs: number
}

/** Splits decoded tokens at their timestamps. A phrase that was left open ends at `audioMs`; none ends after it. */
export function readPhrases(tokens: readonly number[], { timestampBegin, text }: Pick<Vocabulary, 'timestampBegin' | 'text'>, audioMs: number): Phrase[] {
  const phrases: Phrase[] = []
  let [words, startMs]: [number[], number] = [[], 0]
  const close = (endMs: number) => {
    const said = text(words).trim()
    if (said) phrases.push({ text: said, startMs, endMs: Math.max(startMs, Math.min(endMs, audioMs)) })
    words = []
  }
  for (const token of tokens) {
    if (token < timestampBegin) {
      words.push(token)
      continue
    }
    const ms = Math.round((token - timestampBegin) * TIMESTAMP_SECONDS * 1000)
    if (words.length > 0) close(ms)
    startMs = ms
  }
  if (words.length > 0) close(audioMs)
  return phrases
}
