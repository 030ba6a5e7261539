export { Line, type LineProps, type Shown } from './line.tsx'
export { MeetingItem, Results, type ResultsProps, TranscriptsPage, type TranscriptsPageProps } from './list.tsx'
export { DeleteTranscriptPage, Lines, type LinesProps, TranscriptPage } from './transcript.tsx'
