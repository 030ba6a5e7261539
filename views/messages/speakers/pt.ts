import type { SpeakerWordsOfPages } from './en.ts'

/** Words about people who share a microphone, in Portuguese as it is written in Brazil. */
export const speakersPt: SpeakerWordsOfPages = {
  speaker: (number: number) => `Falante ${number}`,
  at: (name: string) => `no microfone de ${name}`,
  title: 'Quem fala',
  shared: 'Microfone compartilhado',
  share: 'Compartilhamos este microfone',
  shareHint: 'As legendas passam a dizer quem de vocês falou, cerca de um minuto depois. Para isso, a fala espera neste servidor por cerca de um minuto.',
  shareKeptHint: 'As legendas passam a dizer quem de vocês falou, cerca de um minuto depois. Um anfitrião escolheu guardar com a reunião a fala dos microfones compartilhados.',
  notInPlan: (tier: string) => `Distinguir pessoas que compartilham um microfone faz parte dos planos Pro e Enterprise. O plano desta sala é ${tier}.`,
  make: 'Compartilhado',
  makeOf: (name: string) => `Compartilhado: várias pessoas falam no microfone de ${name}`,
  unmake: 'Uma pessoa',
  unmakeOf: (name: string) => `Uma pessoa fala no microfone de ${name}`,
  name: (label: string) => `Nome de ${label}`,
  save: 'Salvar',
  saveOf: (label: string) => `Salvar o nome de ${label}`,
  away: 'No momento não é possível distinguir quem fala em um microfone compartilhado. As legendas seguem sem nomes.',
  wrong: (most: number) => `Digite um nome de no máximo ${most} caracteres, ou deixe vazio`,
  keep: 'Guardar o som dos microfones compartilhados',
  keepHint: 'Quando a reunião termina, tudo é ouvido mais uma vez para dizer melhor quem falou. O som fica com a transcrição e é apagado com ela. Todos veem que ele é guardado.',
  kept: 'O som dos microfones compartilhados é guardado',
}
