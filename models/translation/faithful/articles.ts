import type { Language } from '../../../domain/language.ts'

/** Articles, alone and joined to prepositions, of the masculine; each with the feminine. */
const FEMININE: Readonly<Partial<Record<Language, ReadonlyMap<string, string>>>> = {
  pt: new Map(Object.entries({ o: 'a', um: 'uma', do: 'da', no: 'na', ao: 'à', pelo: 'pela', num: 'numa', dum: 'duma', este: 'esta', esse: 'essa', nosso: 'nossa', novo: 'nova' })),
  es: new Map(Object.entries({ el: 'la', un: 'una', del: 'de la', al: 'a la', este: 'esta', ese: 'esa', nuestro: 'nuestra', nuevo: 'nueva' })),
}
/** By the end of its first word, which is the noun in these languages: sure ones alone. */
const ENDS_FEMININE = /(?:(?<![mti])a|[cs]ão|ción|sión|dade|dad|gem|tura|eta|ita|via)$/u
const ENDS_MASCULINE = /(?:o|or|lho|nte|ão(?<![cs]ão)|ã|és|el|al|il|ol)$/u

/**
 * The article before a placeholder was chosen for a word that the translator does not know: it gets the gender of what stands there in its place.
 * @param nouns by number of the placeholder; null where nothing is known of it, such as a name
 */
export function agreeArticles(text: string, nouns: readonly (string | null)[], language: Language): string {
  const feminine = FEMININE[language]
  if (!feminine) return text
  const masculine = new Map([...feminine].map(([masc, fem]) => [fem, masc]))
  return text.replace(/(\p{L}+)(\s+)XQ(\d+)/giu, (whole, article: string, space: string, number: string) => {
    const noun = nouns[Number(number) - 1]?.split(' ')[0]?.toLowerCase() ?? ''
    const other = ENDS_FEMININE.test(noun) ? feminine.get(article.toLowerCase()) : ENDS_MASCULINE.test(noun) ? masculine.get(article.toLowerCase()) : undefined
    if (other === undefined) return whole
    return `${/^\p{Lu}/u.test(article) ? other.replace(/^\p{L}/u, (letter) => letter.toUpperCase()) : other}${space}XQ${number}`
  })
}
