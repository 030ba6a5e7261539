import type { DubAudio } from '../domain/dub.ts'
import type { JobKind } from '../domain/job.ts'
import type { ConsentPurpose } from '../domain/voice.ts'
import { ids } from './ids.ts'

export const waitingActions = ['admit', 'deny'] as const
export type WaitingAction = (typeof waitingActions)[number]
export const personActions = ['mute', 'stop-share', 'remove', 'co-host', 'guest', 'hand-over', 'share-microphone', 'own-microphone'] as const
export type PersonAction = (typeof personActions)[number]
/** What of a room is changed by a form of its own. */
export const roomSettings = ['lock', 'lobby', 'passcode', 'no-passcode', 'rename', 'schedule', 'keep-audio', 'end'] as const
export type RoomSetting = (typeof roomSettings)[number]

const room = (code: string): string => `/rooms/${encodeURIComponent(code)}`
const transcript = (meetingId: string): string => `/transcripts/${encodeURIComponent(meetingId)}`
const team = (teamId: string): string => `/teams/${encodeURIComponent(teamId)}`
const voice = (voiceId: string): string => `/account/voices/${encodeURIComponent(voiceId)}`
const line = (meetingId: string, lineId: string): string => `${transcript(meetingId)}/lines/${encodeURIComponent(lineId)}`

/** What the list of transcripts shows: a search when there is a query. */
export interface TranscriptsQuery {
  readonly q?: string | undefined
  readonly in?: string | undefined
  readonly cursor?: string | undefined
  /** Numbers of what was just deleted, as in `12.24.0`. */
  readonly deleted?: string | undefined
}

/** How a transcript is shown, and where its page begins. */
export interface TranscriptView {
  /** A language; the original when left out. */
  readonly show?: string | undefined
  readonly side?: 'on' | undefined
  readonly cursor?: string | undefined
  readonly at?: string | undefined
  /** Languages that could not be translated again. */
  readonly stale?: string | undefined
}

/** Which days of which time zone analytics show. */
export interface AnalyticsQuery {
  readonly days?: string | undefined
  /** IANA name. */
  readonly zone?: string | undefined
}

/** Whose vocabulary, and what of it is shown. */
export interface VocabularyQuery {
  readonly team?: string | undefined
  readonly q?: string | undefined
  readonly edit?: string | undefined
  readonly done?: string | undefined
}

/** What the forms on a team's page do. */
export const TEAM_ACTIONS = Object.freeze(['rename', 'invite', 'withdraw', 'accept', 'decline', 'role', 'remove', 'leave', 'delete', 'share', 'unshare'] as const)
export type TeamAction = (typeof TEAM_ACTIONS)[number]

/** What the forms of a document do. */
export type DocumentAction = 'cancel' | 'retry' | 'delete'

/** What the forms of a voice do. */
export type VoiceAction = 'rename' | 'choose' | 'delete' | 'retry' | 'finish'

function toQuery(values: object): string {
  const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== '') as [string, string][]
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`
}

/** Every address of the pages: `path` for the server's router, `to` for links and forms. */
export const routes = Object.freeze({
  locale: { path: '/locale' as const, to: () => '/locale' },
  home: { path: '/' as const, to: () => '/' },
  newRoom: { path: '/rooms/new' as const, to: () => '/rooms/new' },
  rooms: { path: '/rooms' as const, to: () => '/rooms' },
  room: { path: '/rooms/:code' as const, to: room },
  join: { path: '/rooms/:code/join' as const, to: (code: string) => `${room(code)}/join` },
  leave: { path: '/rooms/:code/leave' as const, to: (code: string) => `${room(code)}/leave` },
  /** Where someone waits to be let in. */
  waiting: { path: '/rooms/:code/waiting' as const, to: (code: string) => `${room(code)}/waiting` },
  /** A host's decision about someone who waits. */
  waitingAction: {
    path: '/rooms/:code/waiting/:peerId/:action' as const,
    to: (code: string, peerId: string, action: WaitingAction) => `${room(code)}/waiting/${encodeURIComponent(peerId)}/${action}`,
  },
  /** A host's decision about someone in the meeting. */
  personAction: {
    path: '/rooms/:code/people/:peerId/:action' as const,
    to: (code: string, peerId: string, action: PersonAction) => `${room(code)}/people/${encodeURIComponent(peerId)}/${action}`,
  },
  roomSettings: { path: '/rooms/:code/settings' as const, to: (code: string) => `${room(code)}/settings` },
  roomSetting: {
    path: '/rooms/:code/settings/:setting' as const,
    to: (code: string, setting: RoomSetting) => `${room(code)}/settings/${setting}`,
  },
  /** A name for someone who was told apart at a shared microphone. */
  speakerName: { path: '/rooms/:code/speakers/:number' as const, to: (code: string, number: number) => `${room(code)}/speakers/${number}` },
  lineSpeakerName: { path: '/transcripts/:meeting/speakers/:number' as const, to: (meetingId: string, number: number) => `${transcript(meetingId)}/speakers/${number}` },
  preferences: { path: '/rooms/:code/preferences' as const, to: (code: string) => `${room(code)}/preferences` },
  chat: { path: '/rooms/:code/chat' as const, to: (code: string) => `${room(code)}/chat` },
  signal: { path: '/rooms/:code/signal' as const, to: (code: string) => `${room(code)}/signal` },
  hub: { path: '/rooms/:code/hub' as const, to: (code: string) => `${room(code)}/hub` },
  register: { path: '/register' as const, to: () => '/register' },
  registerSent: { path: '/register/sent' as const, to: () => '/register/sent' },
  /** `next`: a path of our own to come back to. */
  signIn: { path: '/sign-in' as const, to: (next?: string) => (next === undefined ? '/sign-in' : `/sign-in?next=${encodeURIComponent(next)}`) },
  oidc: { path: '/sign-in/oidc' as const, to: (next?: string) => (next === undefined ? '/sign-in/oidc' : `/sign-in/oidc?next=${encodeURIComponent(next)}`) },
  oidcCallback: { path: '/sign-in/oidc/callback' as const, to: () => '/sign-in/oidc/callback' },
  signOut: { path: '/sign-out' as const, to: () => '/sign-out' },
  verify: { path: '/verify/:token' as const, to: (token: string) => `/verify/${encodeURIComponent(token)}` },
  reset: { path: '/reset' as const, to: () => '/reset' },
  resetSent: { path: '/reset/sent' as const, to: () => '/reset/sent' },
  resetLink: { path: '/reset/:token' as const, to: (token: string) => `/reset/${encodeURIComponent(token)}` },
  account: { path: '/account' as const, to: () => '/account' },
  accountPassword: { path: '/account/password' as const, to: () => '/account/password' },
  accountSignOut: { path: '/account/sign-out-everywhere' as const, to: () => '/account/sign-out-everywhere' },
  accountDelete: { path: '/account/delete' as const, to: () => '/account/delete' },
  transcripts: { path: '/transcripts' as const, to: (query: TranscriptsQuery = {}) => `/transcripts${toQuery(query)}` },
  transcript: { path: '/transcripts/:meeting' as const, to: (meetingId: string, view: TranscriptView = {}) => `${transcript(meetingId)}${toQuery(view)}` },
  transcriptLine: { to: (meetingId: string, lineId: string, view: TranscriptView = {}) => `${transcript(meetingId)}${toQuery(view)}#${ids.line(lineId)}` },
  correction: { path: '/transcripts/:meeting/lines/:line/correction' as const, to: (meetingId: string, lineId: string) => `${line(meetingId, lineId)}/correction` },
  rating: { path: '/transcripts/:meeting/lines/:line/rating' as const, to: (meetingId: string, lineId: string) => `${line(meetingId, lineId)}/rating` },
  exported: {
    path: '/transcripts/:meeting/export/:file{[a-z]+\\.[a-z]+}' as const,
    to: (meetingId: string, language: string, format: string) => `${transcript(meetingId)}/export/${language}.${format}`,
  },
  deletion: { path: '/transcripts/:meeting/delete' as const, to: (meetingId: string) => `${transcript(meetingId)}/delete` },
  /** Thumbs on a caption, from inside the room. */
  captionRating: { path: '/rooms/:code/lines/:line/rating' as const, to: (code: string, lineId: string) => `${room(code)}/lines/${encodeURIComponent(lineId)}/rating` },
  /** Spoken translations: for members of the room, and for readers of the transcript. */
  dubAudio: { path: '/rooms/:code/dubs/:dub/:file{(?:clone|quick)\\.wav}' as const, to: (code: string, dubId: string, audio: DubAudio) => `${room(code)}/dubs/${encodeURIComponent(dubId)}/${audio}.wav` },
  lineAudio: { path: '/transcripts/:meeting/dubs/:dub/:file{(?:clone|quick)\\.wav}' as const, to: (meetingId: string, dubId: string, audio: DubAudio) => `${transcript(meetingId)}/dubs/${encodeURIComponent(dubId)}/${audio}.wav` },
  documents: { path: '/account/documents' as const, to: (query: { readonly done?: string | undefined } = {}) => `/account/documents${toQuery(query)}` },
  /** The list alone, of a room or of one's own, for a page that waits for what is under way. */
  documentsList: { path: '/account/documents/list' as const, to: (query: { readonly room?: string | undefined } = {}) => `/account/documents/list${toQuery(query)}` },
  documentAction: { path: '/account/documents/:document/:action{(?:cancel|retry|delete)}' as const, to: (documentId: string, action: DocumentAction) => `/account/documents/${encodeURIComponent(documentId)}/${action}` },
  /** For those who manage the room's. */
  roomDocuments: { path: '/rooms/:code/documents' as const, to: (code: string, query: { readonly done?: string | undefined } = {}) => `${room(code)}/documents${toQuery(query)}` },
  roomDocument: { path: '/rooms/:code/documents/:document/:action{(?:attach|detach)}' as const, to: (code: string, documentId: string, action: 'attach' | 'detach') => `${room(code)}/documents/${encodeURIComponent(documentId)}/${action}` },
  /** For everyone in the room. */
  documentsSearch: { path: '/rooms/:code/documents/search' as const, to: (code: string) => `${room(code)}/documents/search` },
  voices: { path: '/account/voices' as const, to: (query: { readonly done?: string | undefined } = {}) => `/account/voices${toQuery(query)}` },
  /** The list alone, for a page that waits for what is under way. */
  voicesList: { path: '/account/voices/list' as const, to: () => '/account/voices/list' },
  voiceConsent: { path: '/account/voices/consent/:purpose{(?:cloning|meetings)}' as const, to: (purpose: ConsentPurpose) => `/account/voices/consent/${purpose}` },
  voiceConsentEnd: { path: '/account/voices/consent/:purpose{(?:cloning|meetings)}/revoke' as const, to: (purpose: ConsentPurpose) => `/account/voices/consent/${purpose}/revoke` },
  voiceCollection: { path: '/account/voices/collect' as const, to: () => '/account/voices/collect' },
  voiceAction: { path: '/account/voices/:voice/:action{(?:rename|choose|delete|retry|finish)}' as const, to: (voiceId: string, action: VoiceAction) => `${voice(voiceId)}/${action}` },
  voiceSample: { path: '/account/voices/:voice/sample.wav' as const, to: (voiceId: string) => `${voice(voiceId)}/sample.wav` },
  /** A sentence spoken with the voice; the query names the language. */
  voiceTest: { path: '/account/voices/:voice/test.wav' as const, to: (voiceId: string) => `${voice(voiceId)}/test.wav` },
  /** A team's with `team`; `edit`: the term whose form is shown. */
  vocabulary: { path: '/account/vocabulary' as const, to: (query: VocabularyQuery = {}) => `/account/vocabulary${toQuery(query)}` },
  vocabularyImport: { path: '/account/vocabulary/import' as const, to: (query: VocabularyQuery = {}) => `/account/vocabulary/import${toQuery(query)}` },
  vocabularyExport: { path: '/account/vocabulary/export.csv' as const, to: (query: VocabularyQuery = {}) => `/account/vocabulary/export.csv${toQuery(query)}` },
  vocabularySuggestion: { path: '/account/vocabulary/suggestions' as const, to: (query: VocabularyQuery = {}) => `/account/vocabulary/suggestions${toQuery(query)}` },
  vocabularyTerm: { path: '/account/vocabulary/terms/:term/:action{change|remove}' as const, to: (termId: string, action: 'change' | 'remove', query: VocabularyQuery = {}) => `/account/vocabulary/terms/${encodeURIComponent(termId)}/${action}${toQuery(query)}` },
  keys: { path: '/account/keys' as const, to: () => '/account/keys' },
  keyRevocation: { path: '/account/keys/:key/revoke' as const, to: (keyId: string) => `/account/keys/${encodeURIComponent(keyId)}/revoke` },
  /** A page to try the API, and the files of that page. */
  api: { path: '/api' as const, to: () => '/api' },
  apiUi: { path: '/api/ui/:file' as const, to: (file: string) => `/api/ui/${file}` },
  apiDescription: { path: '/api/v1/openapi.json' as const, to: () => '/api/v1/openapi.json' },
  apiVocabularyImport: { path: '/api/v1/vocabulary/import' as const, to: () => '/api/v1/vocabulary/import' },
  apiDocuments: { path: '/api/v1/documents' as const, to: () => '/api/v1/documents' },
  apiVoices: { path: '/api/v1/voices' as const, to: () => '/api/v1/voices' },
  analytics: { path: '/account/analytics' as const, to: (query: AnalyticsQuery = {}) => `/account/analytics${toQuery(query)}` },
  analyticsFile: { path: '/account/analytics/:file{[a-z]+\\.csv}' as const, to: (table: string, query: AnalyticsQuery = {}) => `/account/analytics/${table}.csv${toQuery(query)}` },
  /** Of the whole server. */
  adminAnalytics: { path: '/admin/analytics' as const, to: (query: AnalyticsQuery = {}) => `/admin/analytics${toQuery(query)}` },
  adminAnalyticsFile: { path: '/admin/analytics/:file{[a-z]+\\.csv}' as const, to: (table: string, query: AnalyticsQuery = {}) => `/admin/analytics/${table}.csv${toQuery(query)}` },
  adminAccounts: { path: '/admin/accounts' as const, to: (query: { readonly q?: string | undefined; readonly changed?: string | undefined } = {}) => `/admin/accounts${toQuery(query)}` },
  adminTier: { path: '/admin/accounts/:account/tier' as const, to: (accountId: string) => `/admin/accounts/${encodeURIComponent(accountId)}/tier` },
  /** `all`: everyone's, for administrators; `before`: ms since the epoch. */
  jobs: { path: '/jobs' as const, to: (query: { readonly all?: '1' | undefined; readonly kind?: JobKind | undefined; readonly cursor?: string | undefined; readonly done?: 'cancelled' | 'retried' | undefined } = {}) => `/jobs${toQuery(query)}` },
  jobAction: { path: '/jobs/:job/:action{cancel|retry}' as const, to: (jobId: string, action: 'cancel' | 'retry', query: { readonly all?: '1' | undefined; readonly kind?: JobKind | undefined } = {}) => `/jobs/${encodeURIComponent(jobId)}/${action}${toQuery(query)}` },
  teams: { path: '/teams' as const, to: (query: { readonly done?: string | undefined } = {}) => `/teams${toQuery(query)}` },
  team: { path: '/teams/:team' as const, to: (teamId: string, query: { readonly done?: string | undefined } = {}) => `${team(teamId)}${toQuery(query)}` },
  teamAction: { path: '/teams/:team/:action' as const, to: (teamId: string, action: TeamAction) => `${team(teamId)}/${action}` },
  assets: { path: '/assets/:file' as const, to: (file: string) => `/assets/${file}` },
})

/** Header of a refusal whose fragment htmx puts into the page. */
export const FRAGMENT_HEADER = 'parley-fragment'

/** Query of the hub's address: the last final caption that the page shows; what came after it is replayed. */
export const HUB_AFTER = 'after'
/** The same for the last chat message. */
export const HUB_CHAT_AFTER = 'chat'

/** Name of the field of the chat's form. */
export const CHAT_FIELD = 'message'

/** Names of the fields of the forms on the home, pre-join and room pages. */
export const fields = Object.freeze({ name: 'name', speaks: 'speaks', reads: 'reads', hears: 'hears' } as const)
export type FieldName = keyof typeof fields

/** The value of *I speak* that means: detect it. */
export const DETECT = 'auto'
