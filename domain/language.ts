import { z } from 'zod'

/** Languages that someone can speak: Whisper's set, as ISO 639 codes, with their English names. */
export const LANGUAGES = Object.freeze({
  af: 'Afrikaans', sq: 'Albanian', am: 'Amharic', ar: 'Arabic', hy: 'Armenian', as: 'Assamese',
  az: 'Azerbaijani', ba: 'Bashkir', eu: 'Basque', be: 'Belarusian', bn: 'Bengali', bs: 'Bosnian',
  br: 'Breton', bg: 'Bulgarian', yue: 'Cantonese', ca: 'Catalan', zh: 'Chinese', hr: 'Croatian',
  cs: 'Czech', da: 'Danish', nl: 'Dutch', en: 'English', et: 'Estonian', fo: 'Faroese', fi: 'Finnish',
  fr: 'French', gl: 'Galician', ka: 'Georgian', de: 'German', el: 'Greek', gu: 'Gujarati',
  ht: 'Haitian Creole', ha: 'Hausa', haw: 'Hawaiian', he: 'Hebrew', hi: 'Hindi', hu: 'Hungarian',
  is: 'Icelandic', id: 'Indonesian', it: 'Italian', ja: 'Japanese', jw: 'Javanese', kn: 'Kannada',
  kk: 'Kazakh', km: 'Khmer', ko: 'Korean', lo: 'Lao', la: 'Latin', lv: 'Latvian', ln: 'Lingala',
  lt: 'Lithuanian', lb: 'Luxembourgish', mk: 'Macedonian', mg: 'Malagasy', ms: 'Malay',
  ml: 'Malayalam', mt: 'Maltese', mi: 'Maori', mr: 'Marathi', mn: 'Mongolian', my: 'Myanmar (Burmese)',
  ne: 'Nepali', no: 'Norwegian', nn: 'Norwegian Nynorsk', oc: 'Occitan', ps: 'Pashto', fa: 'Persian',
  pl: 'Polish', pt: 'Portuguese', pa: 'Punjabi', ro: 'Romanian', ru: 'Russian', sa: 'Sanskrit',
  sr: 'Serbian', sn: 'Shona', sd: 'Sindhi', si: 'Sinhala', sk: 'Slovak', sl: 'Slovenian', so: 'Somali',
  es: 'Spanish', su: 'Sundanese', sw: 'Swahili', sv: 'Swedish', tl: 'Tagalog', tg: 'Tajik', ta: 'Tamil',
  tt: 'Tatar', te: 'Telugu', th: 'Thai', bo: 'Tibetan', tr: 'Turkish', tk: 'Turkmen', uk: 'Ukrainian',
  ur: 'Urdu', uz: 'Uzbek', vi: 'Vietnamese', cy: 'Welsh', yi: 'Yiddish', yo: 'Yoruba',
} as const)

/** A language code of {@link LANGUAGES}. */
export type Language = keyof typeof LANGUAGES

const RIGHT_TO_LEFT: ReadonlySet<Language> = new Set<Language>(['ar', 'fa', 'he', 'ps', 'sd', 'ur', 'yi'])

export const languageSchema = z
  .string()
  .refine((code) => Object.hasOwn(LANGUAGES, code), { error: 'Not a language that Parley knows' })
  .transform((code) => code as Language)

/** All codes, in the order of their English names. */
export const languageCodes = Object.freeze(Object.keys(LANGUAGES)) as readonly Language[]

export function languageName(code: Language): string {
  return LANGUAGES[code]
}

/** The value of the HTML `dir` attribute for text in this language. */
export function textDirection(code: Language): 'ltr' | 'rtl' {
  return RIGHT_TO_LEFT.has(code) ? 'rtl' : 'ltr'
}

/** The value of the HTML `lang` attribute: BCP 47, where Whisper's code differs from it. */
export function languageTag(code: Language): string {
  return code === 'jw' ? 'jv' : code
}
