/** Every workflow of the product, by the name that it is started with. */
export { cloneVoice } from './clone_voice/workflow.ts'
export { diarizeMeeting } from './diarize_meeting/workflow.ts'
export { ingestDocument } from './ingest_document/workflow.ts'
export { sayPhrasesAhead } from './say_phrases_ahead/workflow.ts'
export { synthesizeClonedSpeech } from './synthesize_cloned_speech/workflow.ts'
