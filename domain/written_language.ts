import type { Language } from './language.ts'

/** Scripts that a language is written in, where that is not the Latin one alone. */
const SCRIPTS: Readonly<Partial<Record<Language, RegExp>>> = {
  ar: /\p{Script=Arabic}/u, fa: /\p{Script=Arabic}/u, ur: /\p{Script=Arabic}/u, ps: /\p{Script=Arabic}/u, sd: /\p{Script=Arabic}/u,
  he: /\p{Script=Hebrew}/u, yi: /\p{Script=Hebrew}/u, el: /\p{Script=Greek}/u, hy: /\p{Script=Armenian}/u, ka: /\p{Script=Georgian}/u,
  ru: /\p{Script=Cyrillic}/u, uk: /\p{Script=Cyrillic}/u, be: /\p{Script=Cyrillic}/u, bg: /\p{Script=Cyrillic}/u, mk: /\p{Script=Cyrillic}/u,
  sr: /[\p{Script=Cyrillic}\p{Script=Latin}]/u, kk: /\p{Script=Cyrillic}/u, tg: /\p{Script=Cyrillic}/u, mn: /[\p{Script=Cyrillic}\p{Script=Mongolian}]/u,
  tt: /\p{Script=Cyrillic}/u, ba: /\p{Script=Cyrillic}/u, hi: /\p{Script=Devanagari}/u, mr: /\p{Script=Devanagari}/u, ne: /\p{Script=Devanagari}/u,
  sa: /\p{Script=Devanagari}/u, bn: /\p{Script=Bengali}/u, as: /\p{Script=Bengali}/u, pa: /[\p{Script=Gurmukhi}\p{Script=Arabic}]/u, gu: /\p{Script=Gujarati}/u,
  ta: /\p{Script=Tamil}/u, te: /\p{Script=Telugu}/u, kn: /\p{Script=Kannada}/u, ml: /\p{Script=Malayalam}/u, si: /\p{Script=Sinhala}/u,
  th: /\p{Script=Thai}/u, lo: /\p{Script=Lao}/u, my: /\p{Script=Myanmar}/u, km: /\p{Script=Khmer}/u, bo: /\p{Script=Tibetan}/u, am: /\p{Script=Ethiopic}/u,
  ja: /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u, ko: /\p{Script=Hangul}/u, zh: /\p{Script=Han}/u, yue: /\p{Script=Han}/u,
}
const LATIN = /\p{Script=Latin}/u

/** Words that nearly every sentence of a language has and its neighbours have not; they tell two Latin languages apart. */
const COMMON: Readonly<Partial<Record<Language, string>>> = {
  en: 'the and is are you we it of to that this what have for with not can will do i my was be at from hello thanks yes please',
  pt: 'o os um uma e é não que você nós eu do da em no na para com por isso está são foi tem mais muito obrigado obrigada sim olá bom também',
  es: 'el los un una y es no que usted yo del en para con por eso está son fue tiene más muy gracias sí hola bueno también pero lo',
  fr: 'le les un une et est ne pas que vous nous je du des dans pour avec par ce sont été plus très merci oui bonjour aussi mais',
  de: 'der die das ein eine und ist nicht dass sie wir ich du des in für mit von zu es sind war hat mehr sehr danke ja hallo auch aber',
  it: 'il lo gli un una e è non che lei noi io del della in per con da questo sono stato più molto grazie sì ciao anche ma',
  nl: 'de het een en is niet dat u wij ik je van in voor met door dit zijn was heeft meer zeer dank ja hallo ook maar',
  vi: 'là và của không có cho tôi bạn chúng ta được với những này người một các đã sẽ thì cảm ơn vâng chào cũng nhưng rất',
}

/**
 * The language that someone's text is written in, judged by its letters and commonest words among what they speak and read; where
 * neither can be, the language whose own script it is.
 */
export function writtenLanguage(text: string, { speaks, reads }: { readonly speaks: Language | null; readonly reads: Language }): Language {
  const own = [...new Set([speaks ?? reads, reads])]
  const letters = [...text].filter((character) => /\p{L}/u.test(character))
  if (letters.length === 0) return own[0]!
  const share = (language: Language) => letters.filter((letter) => (SCRIPTS[language] ?? LATIN).test(letter)).length / letters.length
  const able = own.filter((language) => share(language) >= 0.5)
  if (able.length === 1) return able[0]!
  if (able.length === 0) {
    // Kana tell Japanese from Chinese; of several languages in one script the first of the table has the most writers.
    if (/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text)) return 'ja'
    return LIKELY.find((language) => share(language) >= 0.5) ?? own[0]!
  }
  const words = text.toLowerCase().match(/[\p{L}\p{M}]+/gu) ?? []
  const hits = (language: Language) => words.filter((word) => COMMON[language]?.split(' ').includes(word)).length
  return hits(able[1]!) > hits(able[0]!) ? able[1]! : able[0]!
}

const LIKELY = ['ar', 'he', 'el', 'ru', 'hi', 'bn', 'ta', 'te', 'gu', 'kn', 'ml', 'si', 'th', 'lo', 'my', 'km', 'bo', 'am', 'hy', 'ka', 'ko', 'zh'] as const

/** Of a text's words, so many are common ones of the language it is written in. */
const COMMON_SHARE_MIN = 0.08

/** The language of a longer text by its letters and commonest words; null where neither says which. */
export function likelyLanguage(text: string): Language | null {
  const letters = [...text].filter((character) => /\p{L}/u.test(character))
  const share = (script: RegExp) => letters.filter((letter) => script.test(letter)).length / (letters.length || 1)
  if (share(/[\p{Script=Hiragana}\p{Script=Katakana}]/u) >= 0.05) return 'ja'
  const own = LIKELY.find((language) => share(SCRIPTS[language]!) >= 0.5)
  if (own !== undefined) return own
  const words = text.toLowerCase().match(/[\p{L}\p{M}]+/gu) ?? []
  const hits = (Object.entries(COMMON) as [Language, string][]).map(([language, list]) => {
    const common = new Set(list.split(' '))
    return { language, share: words.filter((word) => common.has(word)).length / (words.length || 1) }
  })
  const best = hits.reduce((a, b) => (b.share > a.share ? b : a))
  return best.share >= COMMON_SHARE_MIN ? best.language : null
}

/** Words that nearly every sentence has, in whichever of the languages with such a list: none of them is a name. */
export function commonWords(): string[] {
  return Object.values(COMMON).flatMap((list) => list.split(' '))
}
