import type { Language } from '../../../domain/language.ts'

/** Written in letters that the vocabulary holds as whole words or large parts of them. */
const LATIN_TOKENS_PER_SECOND = 9
/** Other scripts cost up to three tokens a letter. */
const OTHER_TOKENS_PER_SECOND = 20
/** Short audio may hold a hasty phrase. */
const HEAD_TOKENS = 8
/** Positions that the decoder has, less the prompt and the timestamps. */
const MOST_TOKENS = 400

const LATIN: ReadonlySet<Language> = new Set<Language>([
  'af', 'ca', 'cy', 'da', 'de', 'en', 'es', 'et', 'eu', 'fi', 'fr', 'gl', 'hr', 'hu', 'id', 'it', 'jw', 'la', 'lv',
  'ms', 'nl', 'nn', 'no', 'pl', 'pt', 'ro', 'sk', 'sl', 'su', 'sv', 'sw', 'tl', 'tr',
])

/** More text tokens than anyone speaks in that time; the fastest read speech takes about two thirds of it. */
export function tokenBudget(seconds: number, language: Language): number {
  const rate = LATIN.has(language) ? LATIN_TOKENS_PER_SECOND : OTHER_TOKENS_PER_SECOND
  return Math.min(MOST_TOKENS, Math.ceil(HEAD_TOKENS + seconds * rate))
}
