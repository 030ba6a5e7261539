import { z } from 'zod'
import { languageSchema } from '../../domain/language.ts'
import type { Language } from '../../domain/language.ts'

/** A language that is followed from its first utterance on was heard at least this surely. */
const SURE = 0.7
/** Another language is taken at once where it is this sure, in speech of this length. English is mistaken for others up to 0.61. */
const SURELY_ANOTHER = 0.85
const SURELY_ANOTHER_MS = 2_000
/** What is heard twice in a row may be less sure, but "ok" and "no" are said in any language. */
const TWICE = 0.5
const TWICE_MS = 1_400
/** Words in the wrong language are less likely, by 0.2 to 0.4 for speech that is understood; what is not understood is unlikely in any. */
const CLEARLY_LIKELIER = 0.1
const CLEAR_WORDS = 0.45

export const followedSchema = z.object({
  /** What the speaker speaks, as far as anyone has heard. */
  language: languageSchema.nullable(),
  /** Another language that the last utterance may have been in. */
  other: z.object({ language: languageSchema, utteranceId: z.string() }).nullable(),
})
/** The language of a speaker who has not chosen one. */
export type Followed = z.infer<typeof followedSchema>

export interface HeardLanguage {
  readonly language: Language
  /** That `language` is right, [0, 1]. */
  readonly probability: number
  readonly utteranceId: string
  /** Of the segment, with half a second around the speech. */
  readonly lengthMs: number
  /** Whether there were words at all. */
  readonly words: boolean
  /** Mean probability of their tokens, [0, 1]. */
  readonly confidence: number
}

/**
 * Whether a segment's words in the language that was `heard` stand, or those in the speaker's `own`, which they are followed in. Another language
 * counts where its words are no less likely than those of the same segment in their own: a long sure utterance at once, as does one whose words are
 * clearly likelier, an unsure one when the next utterance says the same. A short word changes nothing.
 * @param ownConfidence of the segment's words in the followed language, 0 where there are none; before it was heard in that, left out: `own` asks for it
 */
export function followLanguage(followed: Followed, heard: HeardLanguage, ownConfidence?: number): { readonly stands: 'heard' | 'own'; readonly followed: Followed } {
  const { language, probability, utteranceId, lengthMs, words, confidence } = heard
  const take = { stands: 'heard', followed: { language, other: null } } as const
  const stay = { stands: 'own', followed } as const
  if (followed.language === null) return words && probability >= SURE ? take : { stands: 'heard', followed }
  if (language === followed.language) return words ? take : { stands: 'heard', followed }
  if (!words || probability < TWICE || lengthMs < TWICE_MS || ownConfidence === undefined) return stay
  const likelier = confidence - ownConfidence
  if (likelier >= CLEARLY_LIKELIER && confidence >= CLEAR_WORDS) return take
  const { other } = followed
  const again = other?.language === language && other.utteranceId !== utteranceId
  const surely = probability >= SURELY_ANOTHER && lengthMs >= SURELY_ANOTHER_MS
  if ((surely || again) && likelier >= 0) return take
  return { stands: 'own', followed: { ...followed, other: { language, utteranceId: other?.language === language ? other.utteranceId : utteranceId } } }
}
