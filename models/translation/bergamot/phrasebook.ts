import type { Language } from '../../../domain/language.ts'

/**
 * Short sayings of a meeting that the bundled models get wrong: their training data held them mostly as boilerplate
 * ("Thank you." → "Obrigado por enviar uma edição.", "Sim." → "Yes, I's.", "Até logo." → "Even soon."). All else is the model's.
 */
const PHRASES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'en-pt': {
    'thank you': 'obrigado', thanks: 'obrigado', 'thank you very much': 'muito obrigado',
    'thank you so much': 'muito obrigado', 'thanks a lot': 'muito obrigado', 'thank you all': 'obrigado a todos',
    'thank you, everyone': 'obrigado a todos', 'thanks, everyone': 'obrigado a todos', "you're welcome": 'de nada',
    'you are welcome': 'de nada', bye: 'tchau', 'bye-bye': 'tchau', goodbye: 'tchau',
    'bye, everyone': 'tchau, pessoal', hello: 'olá', hi: 'oi', 'hello, everyone': 'olá a todos',
    'hi, everyone': 'oi, pessoal', 'good morning, everyone': 'bom dia a todos',
    'nice to meet you': 'prazer em conhecê-lo', 'excuse me': 'com licença', right: 'certo', okay: 'ok',
    'sounds good': 'parece bom', great: 'ótimo', 'of course': 'claro', 'sure thing': 'claro',
    absolutely: 'com certeza', agreed: 'combinado', 'got it': 'entendi', nope: 'não', cheers: 'saúde',
    congratulations: 'parabéns', 'no problem': 'sem problema', next: 'próximo', 'really?': 'sério?',
  },
  'pt-en': {
    sim: 'yes', não: 'no', olá: 'hello', oi: 'hi', tchau: 'bye', obrigado: 'thank you', obrigada: 'thank you',
    'muito obrigado': 'thank you very much', 'muito obrigada': 'thank you very much',
    'obrigado a todos': 'thank you all', 'muito obrigado a todos': 'thank you all very much',
    'obrigado, pessoal': 'thanks, everyone', 'obrigada, pessoal': 'thanks, everyone', 'de nada': "you're welcome",
    'bom dia': 'good morning', 'por favor': 'please', 'com licença': 'excuse me', claro: 'of course',
    'claro que sim': 'of course', 'até amanhã': 'see you tomorrow', 'até logo': 'see you later',
    'até mais': 'see you later', 'tudo bem': 'all right', 'tudo bem?': 'how are you?',
    'oi, tudo bem?': 'hi, how are you?', 'olá, tudo bem?': 'hello, how are you?', 'como vai?': 'how are you?',
    exatamente: 'exactly', isso: "that's right", 'eu também': 'me too', 'bem-vindo': 'welcome',
    'bem-vinda': 'welcome', beleza: 'all right', combinado: 'agreed', pronto: 'ready', verdade: 'true',
    'pois não': 'of course', entendi: 'I see',
  },
}

/** One or two words after a comma that are a name rather than a clause. */
const ADDRESS = /^\p{Lu}[\p{L}\p{M}'’-]*(?: [\p{L}\p{M}'’-]+)?$/u

/**
 * The translation of a whole sentence that the book has, its capital and final punctuation kept, or null.
 * A name after a comma stays ("Thank you, Anna." → "Obrigado, Anna.").
 */
export function lookUpPhrase(sentence: string, { from, to }: { from: Language; to: Language }): string | null {
  const phrases = PHRASES[`${from}-${to}`]
  const [, words = '', mark = ''] = /^(.*?)([.!?…]*)$/su.exec(sentence.trim()) ?? []
  if (!phrases || words === '') return null
  const find = (saying: string) => {
    const key = saying.toLowerCase()
    return Object.hasOwn(phrases, key) ? matchCapital(phrases[key]!, saying) : null
  }
  // A question is another saying: "Right." is "Certo.", "Right?" is not.
  if (mark.startsWith('?')) return find(`${words}?`)
  const whole = find(words)
  if (whole !== null) return `${whole}${mark}`
  const comma = words.indexOf(',')
  const address = words.slice(comma + 1).trim()
  const saying = comma > 0 && ADDRESS.test(address) ? find(words.slice(0, comma)) : null
  return saying === null ? null : `${saying}, ${address}${mark}`
}

function matchCapital(target: string, source: string): string {
  return /^\p{Lu}/u.test(source) ? target[0]!.toUpperCase() + target.slice(1) : target
}
