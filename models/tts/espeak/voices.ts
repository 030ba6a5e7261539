import type { Language } from '../../../domain/language.ts'

/**
 * espeak-ng's voice of each language that it has. Left out: those that it does not know, and Japanese, of which it knows kana alone
 * and spells every kanji as "Chinese letter".
 */
export const ESPEAK_VOICES: Readonly<Partial<Record<Language, string>>> = Object.freeze({
  af: 'af', am: 'am', ar: 'ar', as: 'as', az: 'az', ba: 'ba', be: 'be', bg: 'bg', bn: 'bn', bs: 'bs', ca: 'ca', cs: 'cs', cy: 'cy', da: 'da',
  de: 'de', el: 'el', en: 'en-us', es: 'es', et: 'et', eu: 'eu', fa: 'fa', fi: 'fi', fo: 'fo', fr: 'fr', gu: 'gu', haw: 'haw', he: 'he', hi: 'hi',
  hr: 'hr', ht: 'ht', hu: 'hu', hy: 'hy', id: 'id', is: 'is', it: 'it', ka: 'ka', kk: 'kk', kn: 'kn', ko: 'ko', la: 'la', lb: 'lb', lt: 'lt',
  lv: 'lv', mi: 'mi', mk: 'mk', ml: 'ml', mr: 'mr', ms: 'ms', mt: 'mt', my: 'my', ne: 'ne', nl: 'nl', nn: 'nb', no: 'nb', pa: 'pa', pl: 'pl',
  pt: 'pt-br', ro: 'ro', ru: 'ru', sd: 'sd', si: 'si', sk: 'sk', sl: 'sl', sq: 'sq', sr: 'sr', sv: 'sv', sw: 'sw', ta: 'ta', te: 'te', th: 'th',
  tk: 'tk', tr: 'tr', tt: 'tt', uk: 'uk', ur: 'ur', uz: 'uz', vi: 'vi', yue: 'yue', zh: 'cmn',
})
