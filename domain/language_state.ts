import { z } from 'zod'
import type { Language } from './language.ts'

/**
 * Why a language cannot be had: no model exists, the operator allows no fetching, the servers cannot be reached, they refuse, what they
 * sent is not what they announced, the disk is full, or what was fetched does not work.
 */
export const languageRefusals = ['none', 'forbidden', 'offline', 'refused', 'damaged', 'disk-full', 'failed'] as const
export type LanguageRefusal = (typeof languageRefusals)[number]

const bytes = z.number().int().nonnegative()

/** Whether captions can be translated, and what it takes: sizes in bytes, null while nobody knows them. */
export const languageStateSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('here') }),
  z.object({ state: z.literal('fetching'), doneBytes: bytes, totalBytes: bytes.nullable() }),
  z.object({ state: z.literal('fetchable'), bytes: bytes.nullable() }),
  z.object({ state: z.literal('unavailable'), reason: z.enum(languageRefusals) }),
])
export type LanguageState = z.infer<typeof languageStateSchema>

/** Into which languages captions can be translated; one that is left out is in none of the engines. */
export type Reading = Readonly<Partial<Record<Language, LanguageState>>>

/** The state of a language, of those that are left out as well. */
export function readingState(reading: Reading, language: Language): LanguageState {
  return reading[language] ?? { state: 'unavailable', reason: 'none' }
}

/** Whether trying again may help: a person decides. */
export function mayBeTriedAgain(reason: LanguageRefusal): boolean {
  return reason !== 'none' && reason !== 'forbidden'
}

/** Told to those who read `reads`: whether what is spoken in `from` (null: whatever is) can be translated for them. `fetched`: it just came. */
export interface LanguageNews {
  readonly reads: Language
  readonly from: Language | null
  readonly state: LanguageState
  readonly fetched: boolean
}
