import { STAGES } from '../../domain/analytics.ts'

/** What a label of a metric may say. Written down, so that no room, person or text ever becomes one. */
type Labels = Readonly<Record<string, readonly string[]>>

interface Described {
  /** As Prometheus shows it. */
  readonly name: string
  readonly help: string
  readonly labels: Labels
}

const NONE = {} as const

/** What is counted up. */
export const COUNTERS = {
  segments: {
    name: 'parley_segments_total', help: 'Segments of speech that were worked on',
    labels: { kind: ['interim', 'final'], outcome: ['captioned', 'no-words', 'failed'] },
  },
  interimShed: {
    name: 'parley_interim_shed_total', help: 'Interim captions that were not made: a newer one came, the speaker\'s share was used, interim text is paused, or the queue was full',
    labels: { reason: ['superseded', 'rested', 'slowed', 'paused', 'bound'] },
  },
  recognised: {
    name: 'parley_recognised_total', help: 'Segments that a model of speech recognition was asked for; own: one from a folder of the operator',
    labels: { model: ['whisper-base', 'whisper-small', 'phowhisper-small', 'own'], outcome: ['heard', 'failed'] },
  },
  finalLost: { name: 'parley_final_lost_total', help: 'Final captions that could not be made', labels: NONE },
  contextUses: {
    name: 'parley_context_uses_total',
    help: 'Lines that were looked through for terms of the room; helped: one was put right, heard-again: one was in the line when it was heard the second time, none: the room has no terms, late: they were not there in time, failed: vocabulary, documents or sounds were away',
    labels: { outcome: ['helped', 'heard-again', 'looked', 'none', 'late', 'failed'] },
  },
  contextSearches: {
    name: 'parley_context_searches_total',
    help: 'Searches of a room\'s documents for what was said there; found: passages with terms, none: no passage, or none with terms, late: they took too long, failed: the database or the model was away',
    labels: { outcome: ['found', 'none', 'late', 'failed'] },
  },
  phraseCache: { name: 'parley_phrase_cache_total', help: 'Texts that were looked up in the phrase cache', labels: { outcome: ['hit', 'miss'] } },
  translationsJoined: { name: 'parley_translations_joined_total', help: 'Translations that waited for the same one under way', labels: NONE },
  translationFaults: {
    name: 'parley_translation_faults_total', help: 'What translations lost of their sentence: mended by another try, or kept as the engine has it',
    labels: { kind: ['fragile', 'number', 'grouping', 'currency', 'code', 'name', 'term'], outcome: ['mended', 'kept'] },
  },
  dubs: {
    name: 'parley_dubs_total',
    help: 'Final translations that somebody would hear; behind: left out by a voice too far behind speech, busy: by a machine that is busy with captions, wordless and stale: nothing to say',
    labels: { outcome: ['spoken', 'fast', 'behind', 'busy', 'failed', 'no-voice', 'wordless', 'stale'] },
  },
  clones: {
    name: 'parley_clones_total', help: 'Captions that were to be spoken in their speaker\'s own voice, by how that ended and why it is the quick voice',
    labels: {
      engine: ['xtts', 'pocket', 'other', 'none'], state: ['ready', 'quick', 'failed'],
      cause: ['none', 'tier', 'consent', 'language', 'no-engine', 'engine', 'empty', 'slow', 'workflows', 'busy', 'cancelled'],
    },
  },
  liveClones: {
    name: 'parley_live_clones_total', help: 'Captions that somebody heard live where cloned voices are chosen: spoken in the speaker\'s own voice, or why the quick voice spoke, or the rest of it',
    labels: { outcome: ['spoken', 'no-voice', 'tier', 'consent', 'language', 'no-engine', 'engine', 'empty', 'slow', 'workflows', 'busy', 'cancelled'] },
  },
  dubsNotAsked: { name: 'parley_clones_not_asked_total', help: 'Captions for which nobody could be asked whether they are heard in a cloned voice: they have neither that nor a reason on their line', labels: NONE },
  clonePhrases: { name: 'parley_clone_phrases_total', help: 'Common phrases that were looked up in a cloned voice', labels: { outcome: ['hit', 'miss'] } },
  phrasesAhead: { name: 'parley_clone_phrases_ahead_total', help: 'Common phrases that were said in cloned voices before anybody needed them', labels: NONE },
  stageCpu: { name: 'parley_stage_cpu_seconds_total', help: 'Processor time of the work by stage, in the threads and processes that do it', labels: { stage: STAGES } },
  stageRequests: { name: 'parley_stage_requests_total', help: 'What stages of the work were asked for: segments, sentences, pieces of speech, activities of long jobs', labels: { stage: STAGES } },
  translations: { name: 'parley_translations_total', help: 'Texts that engines were asked for', labels: { outcome: ['translated', 'failed'] } },
  spoken: {
    name: 'parley_spoken_total', help: 'Sentences that an engine of the quick voice was asked for; all but the spoken ones went on to the next engine',
    labels: { engine: ['piper', 'google', 'espeak'], outcome: ['spoken', 'timeout', 'unavailable', 'language', 'failed'] },
  },
} as const satisfies Record<string, Described>

/** What is measured one by one. Seconds. */
export const HISTOGRAMS = {
  captionLag: {
    name: 'parley_caption_lag_seconds', help: 'From the end of speech to the published final caption', labels: NONE,
    buckets: [0.3, 0.5, 0.65, 0.8, 1, 1.25, 1.5, 2, 2.5, 3, 4, 6, 10, 20, 60],
  },
  stage: {
    name: 'parley_stage_seconds', help: 'Where the time of a segment goes',
    labels: { kind: ['interim', 'final'], stage: ['queue', 'mel', 'encode', 'decode', 'translate', 'publish'] },
    buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4],
  },
  dubLag: {
    name: 'parley_dub_lag_seconds', help: 'From the end of speech to the first sound of its spoken translation', labels: NONE,
    buckets: [0.5, 0.75, 1, 1.25, 1.5, 2, 2.5, 3, 4, 6, 10, 20],
  },
  cloneLag: {
    name: 'parley_clone_lag_seconds', help: 'From the final caption to its speech in the speaker\'s own voice', labels: NONE,
    buckets: [0.5, 1, 2, 3, 5, 8, 12, 20, 30, 45, 60, 90],
  },
  liveCloneLag: {
    name: 'parley_live_clone_lag_seconds', help: 'From asking for the speaker\'s own voice to its first sound, as people hear it live', labels: NONE,
    buckets: [0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2],
  },
  cloneQueue: {
    name: 'parley_clone_queue_seconds', help: 'From the final caption to the beginning of work on its speech in the speaker\'s own voice', labels: NONE,
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 40],
  },
  translateBatch: {
    name: 'parley_translate_batch_sentences', help: 'Sentences that an engine translated at once', labels: NONE,
    buckets: [1, 2, 4, 8, 16, 32],
  },
} as const satisfies Record<string, Described & { readonly buckets: readonly number[] }>

/** What is looked at when somebody asks. */
export const GAUGES = {
  headroom: { name: 'parley_headroom', help: 'Share of the caption workers\' time that was free lately, 0 to 1', labels: NONE },
  interimEvery: { name: 'parley_interim_every_seconds', help: 'Least time between two interim captions of a speaker; 0: interim text is paused', labels: NONE },
  queueItems: { name: 'parley_queue_items', help: 'Segments in the queue', labels: { state: ['waiting', 'running'] } },
  queueOldest: { name: 'parley_queue_oldest_seconds', help: 'How long the oldest waiting segment has waited', labels: NONE },
  clonesWaiting: { name: 'parley_clones_waiting', help: 'Captions whose speech in a cloned voice has not begun', labels: NONE },
  rooms: { name: 'parley_rooms', help: 'Rooms whose media this process carries', labels: NONE },
  people: { name: 'parley_people', help: 'Connections of people whose media this process carries', labels: NONE },
  microphones: { name: 'parley_microphones', help: 'Microphones that this process hears', labels: NONE },
  hubSockets: { name: 'parley_hub_sockets', help: 'Pages that get pushes from this process', labels: NONE },
  jobs: {
    name: 'parley_jobs', help: 'Long jobs that Temporal keeps: waiting or at work, and how those ended that are over',
    labels: { kind: ['clone-voice', 'cloned-speech', 'diarization', 'ingest-document'], state: ['running', 'done', 'failed', 'cancelled'] },
  },
  jobWorkers: { name: 'parley_job_workers', help: 'Workers that asked for long jobs in the last minute and a half, by lane', labels: { lane: ['premium', 'others'] } },
  modelBytes: {
    name: 'parley_recognition_model_bytes', help: 'Weights of speech recognition that are in memory; 0: of a folder of the operator, or not known',
    labels: { model: ['whisper-base', 'whisper-small', 'phowhisper-small', 'own'] },
  },
} as const satisfies Record<string, Described>

export type CounterName = keyof typeof COUNTERS
export type HistogramName = keyof typeof HISTOGRAMS
export type GaugeName = keyof typeof GAUGES

type Values<L extends Labels> = { readonly [K in keyof L]: L[K][number] }
export type CounterLabels<N extends CounterName> = Values<(typeof COUNTERS)[N]['labels']>
export type HistogramLabels<N extends HistogramName> = Values<(typeof HISTOGRAMS)[N]['labels']>
export type GaugeLabels<N extends GaugeName> = Values<(typeof GAUGES)[N]['labels']>
