import type { Language } from '../../../domain/language.ts'

/**
 * Short sayings of a meeting that the bundled models get wrong: their training data held them mostly as boilerplate
 * ("Thank you." → "Obrigado por enviar uma edição.", "Sim." → "Yes, I's.", "Até logo." → "Even soon.", "Me avise." → "Tell me to live."). All else is the model's.
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
    nice: 'legal', cool: 'legal', "i'm good": 'estou bem', "i'm good, thanks": 'estou bem, obrigado', "i'm sorry": 'desculpe',
    welcome: 'bem-vindo', 'welcome, everyone': 'bem-vindos', 'good afternoon, everyone': 'boa tarde a todos', 'see you': 'até mais',
    'see you later': 'até mais', 'see you tomorrow': 'até amanhã', 'see you next week': 'até a próxima semana', 'take care': 'se cuide',
    "you're on mute": 'seu microfone está desligado', 'i was on mute': 'meu microfone estava desligado',
    'sorry, i was on mute': 'desculpe, meu microfone estava desligado',
    'could you speak up, please?': 'você poderia falar mais alto, por favor?', 'i see': 'entendi', "that's fine": 'tudo bem',
    "i don't think so": 'acho que não', 'hold on': 'espere um pouco', 'what about you?': 'e você?', 'how?': 'como?',
    'how much is it?': 'quanto custa?', 'is that okay?': 'tudo bem?', 'is that clear?': 'está claro?', 'are you there?': 'você está aí?',
    'it works': 'funciona', "it's working now": 'agora está funcionando', "i'll get back to you": 'eu retorno para você',
    'let me know': 'me avise', 'we have five minutes left': 'faltam cinco minutos', "that's all for today": 'por hoje é só',
    'thank you for joining': 'obrigado por participar', 'thanks for joining': 'obrigado por participar',
    'thank you for coming': 'obrigado por ter vindo', 'well done': 'muito bem', 'great job': 'ótimo trabalho',
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
    ótimo: 'great', legal: 'cool', 'tá bom': 'okay', 'está bom': 'okay', 'obrigada a todos': 'thank you all', imagina: "don't mention it",
    'oi, pessoal': 'hi, everyone', 'bom dia a todos': 'good morning, everyone', 'bom dia, pessoal': 'good morning, everyone',
    'boa tarde a todos': 'good afternoon, everyone', 'boa noite a todos': 'good evening, everyone', prazer: 'nice to meet you',
    'sejam bem-vindos': 'welcome', 'tchau, pessoal': 'bye, everyone', 'até a próxima': 'see you next time',
    'até semana que vem': 'see you next week', 'bom fim de semana': 'have a good weekend', 'você está me ouvindo?': 'can you hear me?',
    'vocês estão me ouvindo?': 'can you hear me?', 'vocês estão me ouvindo agora?': 'can you hear me now?',
    'está me ouvindo agora?': 'can you hear me now?', 'vocês me ouvem?': 'can you hear me?', 'estou ouvindo': 'I can hear you',
    'não estou ouvindo': "I can't hear you", 'não estamos te ouvindo': "we can't hear you", 'você está no mudo': "you're on mute",
    'eu estava no mudo': 'I was on mute', 'desculpe, eu estava no mudo': 'sorry, I was on mute',
    'vocês estão vendo a minha tela?': 'can you see my screen?', 'estou vendo a sua tela': 'I can see your screen',
    'não estou vendo a sua tela': "I can't see your screen", 'não ouvi': "I didn't hear that", 'acho que não': "I don't think so",
    'espero que sim': 'I hope so', 'pode falar': 'go ahead', 'pode continuar': 'go on', 'fique à vontade': 'feel free',
    'e você?': 'and you?', 'e vocês?': 'and you?', 'o que é isso?': 'what is that?', 'pode ser?': 'is that okay?', 'pode ser': 'that works',
    'ficou claro?': 'is that clear?', voltei: "I'm back", 'vou mandar para vocês': "I'll send it to you", 'me avise': 'let me know',
    'estamos sem tempo': "we're out of time", 'faltam cinco minutos': 'we have five minutes left', 'é só isso': "that's all",
    'por hoje é só': "that's all for today", 'obrigado por participarem': 'thank you for joining',
    'obrigada por participarem': 'thank you for joining', 'boa sorte': 'good luck', 'muito bem': 'very good', 'bom trabalho': 'good job',
    'alguma pergunta?': 'any questions?', 'alguma dúvida?': 'any questions?',
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
