export const VOCABULARY_DONE = ['added', 'changed', 'removed', 'dismissed'] as const
export type VocabularyDone = (typeof VOCABULARY_DONE)[number]
/** What may be wrong with a form. */
export type VocabularyError = 'term' | 'long' | 'language' | 'twice' | 'file-missing' | 'file-large'
