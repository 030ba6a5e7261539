declare const brand: unique symbol

/** An element's id. Made here only, so that a page, a push and the room's script cannot disagree. */
export type Id = string & { readonly [brand]: 'id' }

const id = (name: string): Id => name as Id

/** A key (peer id, caption id) as a part of an id: letters, digits, `-` and `_` stay, the rest is written in hex. */
function part(key: string): string {
  return key.replace(/[^\w-]/g, (character) => `_${character.codePointAt(0)!.toString(16)}`)
}

export const ids = Object.freeze({
  main: id('main'),
  room: id('room'),
  tiles: id('tiles'),
  screenTile: id('screen-tile'),
  people: id('people'),
  peoplePanel: id('people-panel'),
  peopleCount: id('people-count'),
  captionsPanel: id('captions-panel'),
  captionScroll: id('caption-scroll'),
  captions: id('captions'),
  interims: id('interims'),
  newest: id('newest'),
  chatPanel: id('chat-panel'),
  chatScroll: id('chat-scroll'),
  chatMessages: id('chat-messages'),
  chatForm: id('chat-form'),
  chatNote: id('chat-note'),
  chatUnread: id('chat-unread'),
  connection: id('connection'),
  captionsStatus: id('captions-status'),
  languageNote: id('language-note'),
  /** A line of the note: what it says, of which languages. */
  languageNews: (what: string, from: string | null, to: string): Id => id(`language-${what}-${from ?? 'any'}-${to}`),
  mediaNote: id('media-note'),
  voiceNote: id('voice-note'),
  duck: id('duck'),
  duckHint: id('duck-hint'),
  preferences: id('preferences'),
  keys: id('keys'),
  settings: id('settings'),
  invite: id('invite'),
  waiting: id('waiting'),
  ending: id('ending'),
  hostNote: id('host-note'),
  collectNote: id('collect-note'),
  roomName: id('room-name'),
  meetingSettings: id('meeting-settings'),
  meetingSettingsButton: id('meeting-settings-button'),
  roomSettings: id('room-settings'),
  refusal: id('refusal'),
  settingsRefusal: id('settings-refusal'),
  preview: id('preview'),
  level: id('level'),
  joinForm: id('join-form'),
  results: id('results'),
  transcript: id('transcript'),
  swagger: id('swagger-ui'),
  jobs: id('jobs'),
  job: (jobId: string): Id => id(`job-${part(jobId)}`),
  voices: id('voices'),
  documents: id('documents'),
  passages: id('passages'),
  voice: (voiceId: string): Id => id(`voice-${part(voiceId)}`),
  recorder: id('recorder'),
  recordedPreview: id('recorded-preview'),
  line: (lineId: string): Id => id(`line-${part(lineId)}`),
  device: (kind: 'microphone' | 'camera' | 'speaker'): Id => id(`device-${kind}`),
  /** What a chart is called and what it says, for those who do not see it. */
  chart: (name: string, of: 'section' | 'title' | 'text'): Id => id(`chart-${part(name)}-${of}`),
  field: (name: string): Id => id(`field-${name}`),
  homeSection: (name: string): Id => id(`home-${name}`),
  fieldHint: (name: string): Id => id(`field-${name}-hint`),
  fieldError: (name: string): Id => id(`field-${name}-error`),
  caption: (captionId: string): Id => id(`caption-${part(captionId)}`),
  /** The player of a caption's or a line's spoken translation. */
  dub: (captionId: string, language: string): Id => id(`dub-${part(captionId)}-${part(language)}`),
  /** Who says a caption, and its words: what may be labelled once it is shown. */
  saidBy: (captionId: string): Id => id(`said-by-${part(captionId)}`),
  words: (captionId: string, of: 'translation' | 'original'): Id => id(`${of}-${part(captionId)}`),
  speakers: id('speakers'),
  /** Someone who was told apart, in the list of the room. */
  speaker: (peerId: string, speakerId: string): Id => id(`speaker-${part(peerId)}-${part(speakerId)}`),
  speakersStatus: id('speakers-status'),
  sharedMicrophone: id('shared-microphone'),
  sharedMicrophoneHint: id('shared-microphone-hint'),
  message: (messageId: string): Id => id(`message-${part(messageId)}`),
  interim: (captionId: string): Id => id(`interim-${part(captionId)}`),
  tile: (peerId: string): Id => id(`tile-${part(peerId)}`),
  tileName: (peerId: string): Id => id(`tile-name-${part(peerId)}`),
  person: (peerId: string): Id => id(`person-${part(peerId)}`),
})

/** The CSS selector of an id. */
export function selector(value: Id): `#${string}` {
  return `#${value}`
}

/**
 * How a pushed fragment lands: swap styles of the room's htmx extension (views/public/room/swaps.ts), applied to the
 * children of the pushed element by their ids. `once`: append what is not there; `upsert`: replace or append;
 * `update`: replace what is there; `remove`: remove; `sync`: append what is missing, remove what is not pushed.
 */
export type PushStyle = 'once' | 'upsert' | 'update' | 'remove' | 'sync'

/** The value of `hx-swap-oob`. */
export function pushTo(style: PushStyle, target: Id): string {
  return `${style}:${selector(target)}`
}
