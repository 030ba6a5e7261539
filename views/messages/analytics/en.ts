import type { AnalyticsTable, Stage } from '../../../domain/analytics.ts'
import type { ColumnName } from '../../../domain/analytics_table.ts'

/** Words of the pages of analytics in English. */
export const analyticsEn = {
  title: 'Analytics',
  lead: 'What was said in your rooms and those of your teams, how quickly it was read and how well it was translated.',
  leadEveryone: 'All meetings of this server in sums. Nobody’s words and nobody’s names are shown.',
  manage: 'Open analytics',
  manageEveryone: 'Analytics of this server',
  notInTier: (tier: string) => `Analytics are part of the plans Pro and Enterprise. Yours is ${tier}.`,
  range: 'Range',
  days: (days: number) => `${days} days`,
  zone: 'Time zone',
  show: 'Show',
  empty: 'Nothing was said in these days. Figures appear here after the next meeting.',
  erased: 'Deleted meetings do not count any more, and neither do those whose time to be kept is over.',
  numbers: 'Numbers',
  save: 'Save as CSV',
  saveOf: (table: string) => `Save as CSV: ${table}`,
  nobody: 'Account deleted',
  yes: 'Yes',
  no: 'No',
  more: (rows: number) => `The first ${rows} rows. The file has all of them.`,
  /** What charts say to those who do not see them. */
  byDay: (from: string, to: string) => `By day, from ${from} to ${to}.`,
  most: (series: string, value: string, day: string) => `${series}: the most is ${value}, on ${day}.`,
  facts: {
    meetings: 'Meetings', captions: 'Captions', talk: 'Talk', median: 'Half of the captions within', slow: '95 of 100 within', right: 'Translations found right', cached: 'Translations from the cache',
  },
  tables: {
    talk: { title: 'Talk', lead: 'Talk adds up what each person said. Heard is the time in which at least one person spoke: less, when people talk at once.', empty: 'Nobody spoke.' },
    languages: { title: 'Languages', lead: 'What was spoken, and into which languages it was translated for somebody.', empty: 'Nobody spoke.' },
    people: { title: 'People', lead: 'How long each person spoke, by language. Guests have no account and are told apart by their name alone.', empty: 'Nobody spoke.' },
    latency: { title: 'Delay of captions', lead: 'From the end of speech until its caption was published in a language that somebody read.', empty: 'No caption was measured.' },
    quality: { title: 'Judgements', lead: 'Translations that readers found right or wrong, on the day on which the words were said.', empty: 'Nobody judged a translation.' },
    engines: { title: 'Judgements by engine', lead: 'Who translated what was judged.', empty: 'Nobody judged a translation.' },
    cache: { title: 'Translations from the cache', lead: 'Translations of captions that were there already: said before, or translated ahead while the speaker paused.', empty: 'No caption was translated.' },
    voices: { title: 'Cloned voices', lead: 'Captions that were spoken in their speaker’s own voice, and those that got the quick voice instead.', empty: 'No caption was spoken in a cloned voice.' },
    documents: { title: 'Documents and vocabulary', lead: 'Captions that a document or the vocabulary helped, and questions to documents.', empty: 'No document and no vocabulary was used.' },
  } satisfies Record<AnalyticsTable, { title: string; lead: string; empty: string }>,
  columns: {
    day: 'Day', language: 'Language', from: 'From', to: 'To', name: 'Name', engine: 'Engine', person: 'Person', guest: 'Guest', meetings: 'Meetings', captions: 'Captions', translated: 'Translated into it',
    measured: 'Captions', right: 'Right', wrong: 'Wrong', translations: 'Translations', cached: 'From the cache', cloned: 'Own voice', quick: 'Quick voice', failed: 'Failed',
    document_captions: 'Captions with a document', document_questions: 'Questions to documents', vocabulary_captions: 'Captions with vocabulary',
    talk_ms: 'Talk, minutes', heard_ms: 'Heard, minutes', cloned_ms: 'Own voice, minutes', p50_ms: 'Half within, s', p95_ms: '95 % within, s', p99_ms: '99 % within, s',
  } satisfies Record<ColumnName, string>,
  fresh: 'Newly translated',
  costs: {
    title: 'Cost of the work',
    lead: 'Processor time of this server by stage, since the beginning of the range. Processes that share no database with this one tell theirs at /metrics.',
    empty: 'No work was measured in these days.',
    stage: 'Stage',
    requests: 'Requests',
    cpu: 'CPU seconds',
    perRequest: 'CPU seconds a request',
    price: 'Price',
    pricePer1000: 'Price of 1,000 requests',
    total: 'Together',
    stages: {
      mel: 'Spectrogram', encode: 'Recognition: encoder', decode: 'Recognition: decoder', translate: 'Translation', speak: 'Quick voice', clone: 'Cloned voice', diarize: 'Telling speakers apart', ingest: 'Reading documents',
    } satisfies Record<Stage, string>,
  },
}

export type AnalyticsWords = typeof analyticsEn
