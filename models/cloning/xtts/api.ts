import { z } from 'zod'
import type { Language } from '../../../domain/language.ts'
import { LANGUAGES } from '../../../domain/language.ts'

/** What the GPT is conditioned on: rows of 1,024 (32 of them in XTTS v2). */
export const LATENT_COLUMNS = 1_024
/** The decoder's speaker embedding. */
export const SPEAKER_SIZE = 512
/** The model's output. */
export const XTTS_RATE_HZ = 24_000
/** What the server takes of one reference (`max_ref_length`). */
export const REFERENCE_MAX_S = 30

const row = z.array(z.number()).length(LATENT_COLUMNS)

/** What `POST /clone_speaker` answers. */
export const latentsSchema = z.object({ gpt_cond_latent: z.array(row).min(1), speaker_embedding: z.array(z.number()).length(SPEAKER_SIZE) })
export type Latents = z.infer<typeof latentsSchema>

/** What `GET /languages` answers. */
export const languagesSchema = z.array(z.string())
/** What `POST /tts` answers: a WAV file in base64, as a JSON string. */
export const speechSchema = z.base64()

/** The server's codes where they differ from ours. */
const OWN_CODES: Partial<Record<Language, string>> = { zh: 'zh-cn' }

/** Characters that the model speaks at once without losing the end (`char_limits` of XTTS' tokenizer). */
const LONGEST: Partial<Record<Language, number>> = {
  en: 250, de: 253, fr: 273, es: 239, it: 213, pt: 203, pl: 224, zh: 82, ar: 166, cs: 186, ru: 182, nl: 251, tr: 226, ja: 71, hu: 224, ko: 95,
}
const LONGEST_OF_OTHERS = 150

export function xttsCode(language: Language): string {
  return OWN_CODES[language] ?? language
}

/** Ours among the server's languages. */
export function fromXttsCodes(codes: readonly string[]): Language[] {
  return (Object.keys(LANGUAGES) as Language[]).filter((language) => codes.includes(xttsCode(language)))
}

export function longestText(language: Language): number {
  return LONGEST[language] ?? LONGEST_OF_OTHERS
}
