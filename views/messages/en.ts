/** Every word of the pages in English; the other languages have the same keys. One namespace for each area. */
export const en = {
  /** BCP 47 tag for `lang` and `Intl`. */
  locale: 'en' as string,
  /** What the language calls itself. */
  ownName: 'English',
  common: {
    parley: 'Parley',
    /** The title of a page: what it is about, then the product. */
    title: (about: string) => `${about} · Parley`,
    checkForm: 'Check the form',
    skipToContent: 'Skip to content',
    save: 'Save',
    cancel: 'Cancel',
    close: 'Close',
    tryAgain: 'Try again',
    toStart: 'To the start page',
    /** The switch of the pages' language. */
    pageLanguage: 'Language of this page',
  },
}

/** What every language provides. */
export type Messages = typeof en
