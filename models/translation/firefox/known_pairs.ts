import type { Language } from '../../../domain/language.ts'

/** Languages that Firefox Translations translates into English, and out of it, as of 2025-12 (`mozilla/firefox-translations-models`). */
const INTO_ENGLISH = 'ar az be bg bn bs ca cs da de el es et fa fi fr gu he hi hr hu id is it ja kn ko lt lv ml ms mt nn no nl pl pt ro ru sk sl sq sr sv ta te tr uk vi zh'
const OUT_OF_ENGLISH = 'ar az bg bn ca cs da de el es et fa fi fr gu he hi hr hu id is it ja kn ko lt lv ml ms nl pl pt ro ru sk sl sq sv ta te tr uk zh'

export interface LanguagePair {
  readonly from: Language
  readonly to: Language
}

/** What is assumed to exist until the registry has answered once. */
export const KNOWN_PAIRS: readonly LanguagePair[] = Object.freeze([
  ...(INTO_ENGLISH.split(' ') as Language[]).map((from) => ({ from, to: 'en' as const })),
  ...(OUT_OF_ENGLISH.split(' ') as Language[]).map((to) => ({ from: 'en' as const, to })),
])
