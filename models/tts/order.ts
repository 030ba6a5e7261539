import type { Language } from '../../domain/language.ts'

export type EngineName = 'piper' | 'google' | 'espeak'

/** A voice that was trained on the language; Google, where the operator allows it; espeak-ng, which speaks most languages and none of them well. */
const USUAL: readonly EngineName[] = Object.freeze(['piper', 'google', 'espeak'])

/** Languages whose order is another one. */
const ORDER: Readonly<Partial<Record<Language, readonly EngineName[]>>> = Object.freeze({})

/** The registry of the order in which engines are asked for a language. */
export function engineOrder(language: Language): readonly EngineName[] {
  return ORDER[language] ?? USUAL
}
