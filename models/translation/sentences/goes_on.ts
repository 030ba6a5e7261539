import type { Language } from '../../../domain/language.ts'

/** Titles and abbreviations that no sentence ends with, in lower case without the last full stop; of all languages, since people mix them. */
const NEVER_LAST = new Set([
  // English
  'mr', 'mrs', 'ms', 'mx', 'dr', 'prof', 'st', 'gen', 'sen', 'rep', 'gov', 'capt', 'lt', 'col', 'sgt', 'rev', 'hon', 'pres', 'e.g', 'i.e', 'cf', 'vs', 'viz', 'approx',
  // Portuguese, Spanish, Italian
  'sr', 'sra', 'srs', 'sras', 'srta', 'dra', 'drs', 'dras', 'profa', 'profª', 'eng', 'enga', 'arq', 'exmo', 'exma', 'av', 'p.ex', 'ud', 'uds', 'dña', 'lic', 'ing', 'sig', 'dott', 'p.ej', 'aprox',
  // French, German, Dutch
  'mm', 'mme', 'mlle', 'ste', 'hr', 'frl', 'z.b', 'd.h', 'bzw', 'ca', 'dhr', 'mevr', 'mw', 'bv', 'bijv',
  // Vietnamese
  'tp', 'gs', 'ts', 'ths', 'pgs', 'bs', 'ks', 'ubnd', 'tt',
  // Polish, Russian, Ukrainian, Turkish
  'np', 'tzw', 'ul', 'г', 'ул', 'им', 'т.е', 'т.к', 'sn', 'doç',
])
/** Capitals that stand alone at the end of a sentence often enough: English "I", and Vietnamese words have none. */
const NO_INITIAL: Readonly<Partial<Record<Language, RegExp>>> = { en: /^I$/ }
/** Titles of one letter: Monsieur, Don. */
const TITLE_LETTER: Readonly<Partial<Record<Language, string>>> = { fr: 'M', es: 'D', pt: 'D', it: 'D' }
/** Before a number these are not the end. */
const BEFORE_NUMBER = /^(?:no|nos|nr|nº|n\.º|núm|num|p|pp|pág|págs|pg|vol|art|fig|ch|sec|cap|tel|ext|ramal|q|p|đ)$/u

/** Whether a sentence goes on after what the Unicode rules take for its end. */
export function goesOn(sentence: string, next: string, language: Language): boolean {
  // A line break is an end.
  if (/[\n\r\u2028\u2029]\s*$/u.test(sentence)) return false
  // "https://example.org/a?b=1": what a link is cut at is no end.
  if (/(?:[\/@]|www\.)\S*$/u.test(sentence) && /^[\p{L}\p{N}%_&=#/-]/u.test(next)) return true
  const [, words = '', word = '', mark = ''] = /^(.*?)([^\s("“‘«[]*?)(\.{2,}|…|\.)["”’»)]*\s*$/su.exec(sentence) ?? []
  if (mark === '') return false
  // "So... I think": a pause rather than an end, where English leaves nothing to tell by.
  if (mark !== '.') return language === 'en' && /^\s*I(?:\b|['’])/u.test(next)
  const lower = word.toLowerCase()
  if (NEVER_LAST.has(lower) || TITLE_LETTER[language] === word) return true
  if (BEFORE_NUMBER.test(lower) && /^\s*\d/u.test(next)) return true
  // "J. F. Kennedy", but not "so do I." nor "we take plan b."
  return /^\p{Lu}$/u.test(word) && !NO_INITIAL[language]?.test(word) && /^\s*\p{Lu}/u.test(next) && isNameBefore(words)
}

/** An initial follows a name, another initial or nothing. */
function isNameBefore(words: string): boolean {
  return /(?:^|\p{Lu}\.|(?:^|\s)\p{Lu}[\p{L}\p{M}'’-]*)\s*$/u.test(words)
}
