import type { Language } from '../../domain/language.ts'

export type EngineName = 'piper' | 'google' | 'accent' | 'espeak'

/**
 * Who is asked for a language, in this order: a voice that was trained on it; Google, where the operator allows it; a voice of another
 * language that reads its sounds, where that is understood better than espeak-ng (see docs); espeak-ng.
 */
const USUAL: readonly EngineName[] = Object.freeze(['piper', 'google', 'accent', 'espeak'])

/** Languages whose order is another one. */
const ORDER: Readonly<Partial<Record<Language, readonly EngineName[]>>> = Object.freeze({})

/** The registry of the order in which engines are asked for a language. */
export function engineOrder(language: Language): readonly EngineName[] {
  return ORDER[language] ?? USUAL
}
