import { DUB_RATE_HZ } from '../../domain/audio.ts'
import type { Language } from '../../domain/language.ts'
import type { SpeakRequest } from './voice.ts'

/** Characters that a voice speaks in a second, rather more than fewer: a word that is lost is better than one heard twice. */
const CHARACTERS_A_SECOND = 16
/** The same where a character is a syllable. */
const SYLLABLES_A_SECOND = 5
const SYLLABIC: ReadonlySet<Language> = new Set<Language>(['zh', 'yue', 'ja', 'ko'])

/** What of a text is still to be spoken, from the next word on, when so many samples of it (24,000 Hz) were heard. */
export function restOf({ text, language, speed = 1 }: SpeakRequest, heardSamples: number): string {
  if (heardSamples === 0) return text
  const rate = (SYLLABIC.has(language) ? SYLLABLES_A_SECOND : CHARACTERS_A_SECOND) * speed
  const heard = Math.ceil((heardSamples / DUB_RATE_HZ) * rate)
  if (heard >= text.length) return ''
  if (SYLLABIC.has(language) && !/\s/.test(text)) return text.slice(heard)
  // The word in which it broke off was heard in part: the next one is next.
  const space = text.indexOf(' ', heard - 1)
  return space < 0 ? '' : text.slice(space + 1).trim()
}
