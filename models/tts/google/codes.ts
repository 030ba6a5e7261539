import type { Language } from '../../../domain/language.ts'

const SAME = [
  'af', 'am', 'ar', 'bg', 'bn', 'bs', 'ca', 'cs', 'cy', 'da', 'de', 'el', 'en', 'es', 'et', 'eu', 'fi', 'fr', 'gl', 'gu', 'ha', 'hi', 'hr', 'hu', 'id', 'is', 'it',
  'ja', 'jw', 'km', 'kn', 'ko', 'la', 'lt', 'lv', 'ml', 'mr', 'ms', 'my', 'ne', 'nl', 'no', 'pa', 'pl', 'ro', 'ru', 'si', 'sk', 'sq', 'sr', 'su', 'sv', 'sw', 'ta',
  'te', 'th', 'tl', 'tr', 'uk', 'ur', 'vi', 'yue',
] as const satisfies readonly Language[]

/** Google's code of each language that it speaks, as gTTS (https://github.com/pndurette/gTTS, `langs.py`) lists them. */
export const GOOGLE_CODES: Readonly<Partial<Record<Language, string>>> = Object.freeze({
  ...Object.fromEntries(SAME.map((code) => [code, code])), he: 'iw', nn: 'no', pt: 'pt-BR', zh: 'zh-CN',
})
