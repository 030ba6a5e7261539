import type { Messages } from './en.ts'

/** Every word of the pages in Portuguese as it is written in Brazil. */
export const pt: Messages = {
  locale: 'pt-BR',
  ownName: 'Português',
  common: {
    parley: 'Parley',
    title: (about) => `${about} · Parley`,
    checkForm: 'Confira o formulário',
    skipToContent: 'Ir para o conteúdo',
    save: 'Salvar',
    cancel: 'Cancelar',
    close: 'Fechar',
    tryAgain: 'Tentar de novo',
    toStart: 'Ir para a página inicial',
    pageLanguage: 'Idioma desta página',
  },
}
