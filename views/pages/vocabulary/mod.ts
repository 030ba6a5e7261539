export { VOCABULARY_DONE, type VocabularyDone, type VocabularyError } from './done.ts'
export { type TypedTerm } from './term_form.tsx'
export { VocabularyPage, type VocabularyPageProps } from './vocabulary.tsx'
