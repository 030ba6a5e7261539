import type { Language } from '../../../domain/language.ts'

/** Beginnings of the words for 0 to 12, cardinal and ordinal. */
const WORDS: Readonly<Partial<Record<Language, readonly string[]>>> = {
  en: ['zero|no', 'one|first|a|an|once', 'two|second|twice', 'three|third', 'four', 'five|fifth', 'six', 'seven', 'eight', 'nine|ninth', 'ten', 'eleven', 'twel'],
  pt: ['zero|nenhum', 'um|uma|primeir', 'dois|duas|segund', 'três|terceir', 'quatro|quart', 'cinco|quint', 'seis|sext', 'sete|sétim', 'oito|oitav', 'nove|non', 'dez|décim', 'onze', 'doze'],
  es: ['cero|ningún', 'un|una|primer', 'dos|segund', 'tres|tercer', 'cuatro|cuart', 'cinco|quint', 'seis|sext', 'siete|séptim', 'ocho|octav', 'nueve|noven', 'diez|décim', 'once', 'doce'],
}
/** Words for thousands, millions and billions in languages of the Latin script, as far as they are in figures. */
const SCALES: readonly (readonly [RegExp, number])[] = [
  [/(?<!\p{L})(?:thousand|mil|mille|tausend|nghìn|ngàn|k)(?!\p{L})|\dk(?!\p{L})/iu, 1e3],
  [/(?<!\p{L})(?:milli?on\p{L}*|milhão|milhões|millón|mio|triệu)(?!\p{L})|\dM(?!\p{L})/iu, 1e6],
  [/(?<!\p{L})(?:billion\p{L}*|bilhão|bilhões|milliard\p{L}*|mrd|tỷ|tỉ)(?!\p{L})|\dB(?!\p{L})/iu, 1e9],
]

/** Whether a small whole number stands in the text as a word, or may, where its words are not known. */
export function isNumberWord(value: number, text: string, language: Language): boolean {
  if (!Number.isInteger(value) || value > 12) return false
  const words = WORDS[language]?.[value]
  return words === undefined || new RegExp(`(?<!\\p{L})(?:${words})`, 'iu').test(text)
}

/** What the text's words for large numbers multiply by. */
export function scaleIn(text: string): number[] {
  return SCALES.flatMap(([pattern, scale]) => (pattern.test(text) ? [scale] : []))
}
