import type { Language } from '../../../domain/language.ts'

/**
 * Short sayings of a meeting that the bundled models get wrong: their training data held them mostly as boilerplate
 * ("Thank you." → "Obrigado por enviar uma edição.", "Sim." → "Yes, I's."). Everything else is the model's.
 */
const PHRASES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'en-pt': {
    'thank you': 'obrigado', thanks: 'obrigado', 'thank you very much': 'muito obrigado', 'thanks a lot': 'muito obrigado',
    bye: 'tchau', 'bye-bye': 'tchau', goodbye: 'tchau', hello: 'olá', hi: 'oi', right: 'certo', okay: 'ok', 'sounds good': 'parece bom',
  },
  'pt-en': {
    sim: 'yes', não: 'no', olá: 'hello', oi: 'hi', tchau: 'bye', obrigado: 'thank you', obrigada: 'thank you',
    'muito obrigado': 'thank you very much', 'muito obrigada': 'thank you very much', 'bom dia': 'good morning', claro: 'of course',
    'até amanhã': 'see you tomorrow', 'até logo': 'see you later', 'tudo bem': 'all right',
  },
}

/** Words after a comma that are a name or a form of address rather than a clause. */
const ADDRESS = /^[\p{L}\p{M}'’-]+(?: [\p{L}\p{M}'’-]+)?$/u

/**
 * The translation of a whole sentence that the book has, its capital and final punctuation kept, or null.
 * A name after a comma stays ("Thank you, Anna." → "Obrigado, Anna.").
 */
export function lookUpPhrase(sentence: string, { from, to }: { from: Language; to: Language }): string | null {
  const phrases = PHRASES[`${from}-${to}`]
  const [, words = '', mark = ''] = /^(.*?)([.!?…]*)$/su.exec(sentence.trim()) ?? []
  if (!phrases || words === '' || mark.includes('?')) return null
  const comma = words.indexOf(',')
  const saying = comma < 0 ? words : words.slice(0, comma)
  const address = comma < 0 ? '' : words.slice(comma + 1).trim()
  const found = Object.hasOwn(phrases, saying.toLowerCase()) ? phrases[saying.toLowerCase()] : undefined
  if (found === undefined) return null
  if (comma >= 0 && !(ADDRESS.test(address) && startsWithCapital(address))) return null
  const target = startsWithCapital(saying) ? found[0]!.toUpperCase() + found.slice(1) : found
  return `${target}${address && `, ${address}`}${mark}`
}

function startsWithCapital(text: string): boolean {
  return /^\p{Lu}/u.test(text)
}
