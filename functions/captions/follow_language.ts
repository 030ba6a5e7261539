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
}

/**
 * What to make of the language that was heard: `again` says that this segment should be heard once more in the language
 * followed so far. A speaker who goes on in another language is followed from the first long utterance or the second one on; a short
 * word changes nothing.
 */
export function followLanguage(followed: Followed, heard: HeardLanguage): { readonly again: boolean; readonly followed: Followed } {
  const { language, probability, utteranceId, lengthMs, words } = heard
  const take = { again: false, followed: { language, other: null } }
  if (followed.language === null) return words && probability >= SURE ? take : { again: false, followed }
  if (language === followed.language) return words ? take : { again: false, followed }
  if (!words) return { again: true, followed }
  if (probability >= SURELY_ANOTHER && lengthMs >= SURELY_ANOTHER_MS) return take
  const counts = probability >= TWICE && lengthMs >= TWICE_MS
  if (!counts) return { again: true, followed }
  const { other } = followed
  if (other?.language === language && other.utteranceId !== utteranceId) return take
  return { again: true, followed: { ...followed, other: { language, utteranceId: other?.language === language ? other.utteranceId : utteranceId } } }
}
