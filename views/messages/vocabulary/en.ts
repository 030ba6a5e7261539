import type { FileProblem, RowProblem } from '../../../domain/vocabulary.ts'
import type { VocabularyDone, VocabularyError } from '../../pages/vocabulary/done.ts'

const row: Record<RowProblem, string> = {
  'term-missing': 'there is no term', 'too-long': 'more than 80 characters', 'no-yes-or-no': 'write yes or no', twice: 'the term is in the file twice', cells: 'more cells than columns', full: 'the vocabulary is full (1,000 terms)',
}
const file: Record<FileProblem, string> = {
  empty: 'The file is empty', encoding: 'The file is not text in UTF-8. Save it as “CSV UTF-8”', 'not-csv': 'The file is not CSV: a quotation mark is missing', 'no-term-column': 'The first row has no column “term”',
  column: 'The first row names a column that is neither term, sounds, do_not_translate nor the code of a language, or names one twice', rows: 'The file has more than 5,000 rows',
}
const done: Record<VocabularyDone, string> = {
  added: 'The term was added. Running meetings have it within five seconds.', changed: 'The term was changed. Running meetings have it within five seconds.', removed: 'The term was removed.', dismissed: 'It will not be suggested again.',
}
const error: Record<VocabularyError, string> = {
  term: 'Enter a term of at most 80 characters, with a letter or a digit', long: 'Use at most 80 characters', language: 'Choose a language for each translation, each once', twice: 'The vocabulary has this term already, or is full (1,000 terms)', 'file-missing': 'Choose a CSV file', 'file-large': 'The file is larger than 1 MB',
}

/** `/account/vocabulary`. */
export const vocabularyEn = {
  title: 'Vocabulary',
  teamTitle: (team: string) => `Vocabulary of ${team}`,
  lead: 'Names and terms that captions in your rooms write as you do, and that translations call what you say. Nobody outside your rooms sees them.',
  teamLead: 'Names and terms for rooms that are shared with the team.',
  manage: 'Manage vocabulary',
  teams: 'Vocabularies of your teams',
  notInTier: (tier: string) => `Vocabulary is part of the plans Pro and Enterprise. Yours is ${tier}.`,
  onlyRunners: 'Owners and administrators of the team change it.',
  none: 'There are no terms yet.',
  count: (terms: string, most: string) => `${terms} of ${most} terms`,
  term: 'Term',
  termHint: 'As it should be written',
  sounds: 'How it sounds',
  soundsHint: 'Only where the spelling does not tell, in letters: “kwor lith” for Quorlith',
  keep: 'Do not translate',
  kept: 'stays as it is',
  translations: 'Translations',
  language: 'Language',
  choose: 'Choose a language',
  translation: 'Translation',
  add: 'Add a term',
  change: 'Change',
  changeNamed: (term: string) => `Change ${term}`,
  save: 'Save',
  cancel: 'Cancel',
  remove: 'Remove',
  removeNamed: (term: string) => `Remove ${term}`,
  search: 'Find a term',
  noneFound: 'No term has these letters.',
  importTitle: 'Import and export',
  importLead: 'CSV with the columns term, sounds, do_not_translate and one for each language, named by its code: pt, vi. Terms that are here already are changed.',
  file: 'CSV file',
  importFile: 'Import',
  exportFile: 'Export as CSV',
  imported: (added: string, changed: string) => `Added: ${added}. Changed: ${changed}.`,
  notTaken: (rows: string) => `Rows that were not taken: ${rows}`,
  atRow: (number: string, column: string | null, problem: string) => `Row ${number}${column === null ? '' : `, ${column}`}: ${problem}`,
  moreRows: (rows: string) => `and ${rows} more`,
  suggestions: 'Suggestions',
  suggestionsLead: 'From your documents, and from lines of transcripts that somebody put right.',
  fromDocument: (count: string) => `in documents, ${count} times`,
  fromTranscript: (heard: string) => `was heard as “${heard}”`,
  take: 'Add',
  addNamed: (term: string) => `Add ${term}`,
  dismiss: 'Dismiss',
  dismissNamed: (term: string) => `Dismiss ${term}`,
  rows: row, files: file, done, error,
  /** On a line of a meeting. */
  helped: 'Put right',
  helpedBy: { vocabulary: (term: string, heard: string) => `“${term}” is in the vocabulary; “${heard}” was heard.`, document: (term: string, heard: string) => `“${term}” is in a document; “${heard}” was heard.` },
  helpedGone: { deleted: 'The document was deleted.', withheld: 'The room does not have the document any more.' },
  page: (page: string) => `page ${page}`,
}
export type VocabularyMessages = typeof vocabularyEn
