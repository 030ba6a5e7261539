import { z } from '@hono/zod-openapi'
import type { Analytics } from '../../domain/analytics.ts'
import { SCOPES } from '../../domain/api_key.ts'
import { languageCodes } from '../../domain/language.ts'
import type { Language } from '../../domain/language.ts'
import { NAME_MAX, PASSCODE_MAX, PASSCODE_MIN, ROOM_NAME_MAX, roomNameSchema } from '../../domain/room.ts'
import type { Room } from '../../domain/room.ts'
import { speakerNameSchema, speakersText, splitText } from '../../domain/speakers.ts'
import type { SpeakerLabel } from '../../domain/speakers.ts'
import { tierSchema } from '../../domain/tier.ts'
import { sampleRefusalSchema, sampleSourceSchema, sampleStateSchema, voiceNameSchema, voiceStateSchema } from '../../domain/voice.ts'
import type { Voice } from '../../domain/voice.ts'
import type { Erased, MeetingSummary, SearchHit, Transcript, TranscriptLine } from '../../domain/transcript.ts'

const moment = z.string().openapi({ format: 'date-time', example: '2026-11-24T09:00:00.000Z' })
export const language = z.enum(languageCodes as readonly [Language, ...Language[]]).openapi({ example: 'en' })
const page = <T extends z.ZodType>(item: T) => z.object({
  items: z.array(item),
  next: z.string().nullable().openapi({ description: 'The next page’s `cursor`; null on the last page.' }),
})

export const problem = z.object({
  type: z.string(), title: z.string(), status: z.int(), detail: z.string(), code: z.string().openapi({ example: 'not-found' }),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional().openapi({ description: 'With status 422: what is wrong with which field.' }),
}).openapi('Problem')

export const pageQuery = z.object({
  cursor: z.string().max(500).optional().openapi({ description: '`next` of the page before.' }),
  limit: z.coerce.number().int().min(1).max(100).default(20),
})

export const me = z.object({
  accountId: z.string(), email: z.string(), name: z.string().openapi({ maxLength: NAME_MAX }), tier: tierSchema,
  key: z.object({ keyId: z.string(), scopes: z.array(z.enum(SCOPES)) }),
  requestsPerHour: z.int().nullable().openapi({ description: 'null: unlimited.' }),
}).openapi('Me')

export const room = z.object({
  roomId: z.string().openapi({ example: 'abcd-efgh-jkmn' }),
  url: z.string().openapi({ format: 'uri', description: 'The link to send to people.' }),
  name: z.string(), teamId: z.string().nullable(), lobby: z.boolean(), locked: z.boolean(), hasPasscode: z.boolean(),
  keepsAudio: z.boolean().openapi({ description: 'Speech of shared microphones is kept with the meeting.' }),
  createdAt: moment, scheduledAt: moment.nullable(), closedAt: moment.nullable(),
  peopleMax: z.int().nullable().openapi({ description: 'null: unlimited.' }),
}).openapi('Room')
export const roomPage = page(room).openapi('RoomPage')

const name = z.string().pipe(roomNameSchema).openapi({ type: 'string', minLength: 1, maxLength: ROOM_NAME_MAX })
const scheduledAt = z.iso.datetime({ offset: true }).nullable().openapi({ format: 'date-time', description: 'When the meeting is; null: at any time.' })
const lobby = z.boolean().openapi({ description: 'Guests wait until a host lets them in.' })
const passcode = z.string().trim().min(PASSCODE_MIN).max(PASSCODE_MAX).nullable().openapi({ description: 'What guests have to know; null: nothing.', writeOnly: true })

export const newRoom = z.strictObject({
  name, scheduledAt, lobby, passcode, teamId: z.uuid().nullable().openapi({ description: 'A team of yours that shares the room.' }),
}).partial().openapi('NewRoom')
export const roomChange = z.strictObject({
  name, scheduledAt, lobby, passcode, keepsAudio: z.boolean().openapi({ description: 'Speech of shared microphones is kept with the meeting, for one more pass when it is over. Takes the plan of the room’s owner to include telling speakers apart.' }), locked: z.boolean().openapi({ description: 'Nobody new comes in.' }),
}).partial().openapi('RoomChange')

export const meeting = z.object({
  meetingId: z.string(), roomId: z.string(), name: z.string(), startedAt: moment,
  endedAt: moment.nullable().openapi({ description: 'null while it goes on.' }),
  expiresAt: moment.nullable().openapi({ description: 'When it is erased; null: it is kept.' }),
  lines: z.int(), people: z.array(z.string()).openapi({ description: 'The first few names.' }), peopleCount: z.int(),
}).openapi('Meeting')
export const meetingPage = page(meeting).openapi('MeetingPage')

const text = z.object({
  language, text: z.string(), original: z.boolean(),
  engine: z.string().nullable().openapi({ description: 'Who translated; `person` after a correction.' }),
})
export const line = z.object({
  lineId: z.string(), kind: z.enum(['speech', 'chat']), speaker: z.string().openapi({ description: 'Whose microphone it is; `parts` says who spoke where several share it.' }), peerId: z.string(), language, confidence: z.number(),
  startedAt: moment, endedAt: moment, texts: z.array(text),
  parts: z.array(z.object({
    speakers: z.array(z.int()).openapi({ description: 'Numbers of `speakers`: several where they spoke at once.' }),
    texts: z.array(z.object({ language, text: z.string() })),
  })).openapi({ description: 'Whose words it is, where people at a shared microphone were told apart; else empty.' }),
  helped: z.array(z.object({
    term: z.string(), heard: z.string(), source: z.enum(['vocabulary', 'document', 'deleted', 'withheld']),
    document: z.object({ documentId: z.string(), name: z.string(), page: z.int().nullable(), passage: z.string() }).nullable(),
  })).openapi({ description: 'Terms that were put right. `deleted`: by a document that was deleted; `withheld`: by one that the room does not have any more.' }),
}).openapi('Line')
export const speaker = z.object({
  number: z.int(), name: z.string().nullable(), peerId: z.string(), microphone: z.string().openapi({ description: 'Whose microphone they share.' }),
}).openapi('Speaker')
export const transcript = z.object({
  meeting, lines: z.array(line), speakers: z.array(speaker), next: z.string().nullable(), previous: z.string().nullable(),
  languages: z.array(z.object({ language, lines: z.int() })),
}).openapi('Transcript')

export const speakerName = z.strictObject({
  name: z.string().pipe(speakerNameSchema).nullable().openapi({ type: ['string', 'null'], maxLength: NAME_MAX, description: 'null: called by the number again.' }),
}).openapi('SpeakerName')
export const microphone = z.strictObject({ shared: z.boolean().openapi({ description: 'Whether several people speak at it.' }) }).openapi('Microphone')

export const searchHit = z.object({
  meetingId: z.string(), meetingName: z.string(), lineId: z.string(), speaker: z.string().openapi({ description: 'Who said what was found.' }),
  microphone: z.string().optional().openapi({ description: 'Whose microphone it is, where people at it were told apart: `speaker` is then one of them, or several.' }),
  startedAt: moment, language,
  snippet: z.array(z.object({ text: z.string(), found: z.boolean() })).openapi({ description: 'The text in pieces; `found` marks the words.' }),
}).openapi('SearchHit')
export const searchPage = page(searchHit).openapi('SearchPage')

export const erased = z.object({ meetings: z.int(), lines: z.int(), texts: z.int(), corrections: z.int(), ratings: z.int(), files: z.int() }).openapi('Erased')

export const voice = z.object({
  voiceId: z.string(), name: z.string().openapi({ maxLength: NAME_MAX }), state: voiceStateSchema,
  cause: z.string().nullable().openapi({ description: 'With the state `failed`: the code of what went wrong.' }),
  chosen: z.boolean().openapi({ description: 'Whether your captions are spoken with this voice.' }),
  engines: z.array(z.string()), createdAt: moment,
  sample: z.object({
    source: sampleSourceSchema, state: sampleStateSchema,
    refusal: sampleRefusalSchema.nullable().openapi({ description: 'With the state `refused`: why.' }),
    speechMs: z.int(), levelDbfs: z.number().nullable(),
  }),
}).openapi('Voice')
export const voiceList = z.object({
  items: z.array(voice).openapi({ description: 'The newest first.' }), samples: z.int(),
  samplesMax: z.int().nullable().openapi({ description: 'How many your plan has; null: unlimited.' }),
}).openapi('VoiceList')
export const addedVoice = z.object({ voiceId: z.string() }).openapi('AddedVoice')
export const voiceName = z.string().pipe(voiceNameSchema).openapi({ type: 'string', minLength: 1, maxLength: NAME_MAX, example: 'Headset' })

const percentiles = z.object({ p50Ms: z.int(), p95Ms: z.int(), p99Ms: z.int() }).nullable().openapi({ description: 'From the end of speech to the published caption; null without any that was measured.' })
const answers = { right: z.int(), wrong: z.int() }
export const analytics = z.object({
  timeZone: z.string(), lag: percentiles,
  days: z.array(z.object({
    day: z.string().openapi({ format: 'date', example: '2026-11-24' }), meetings: z.int(), captions: z.int(),
    talkMs: z.int().openapi({ description: 'Of all people together.' }), heardMs: z.int().openapi({ description: 'In which at least one of them spoke.' }),
    measured: z.int(), lag: percentiles, ...answers, translations: z.int(), cached: z.int().openapi({ description: 'Translations that were there already.' }),
    clones: z.int(), cloneMs: z.int(), quickVoices: z.int(), failedVoices: z.int(),
    usage: z.object({ 'document-caption': z.int(), 'document-question': z.int(), 'vocabulary-caption': z.int() }),
  })).openapi({ description: 'Every day, the oldest first.' }),
  languages: z.array(z.object({ language, captions: z.int(), talkMs: z.int(), translated: z.int() })),
  people: z.array(z.object({
    number: z.int().openapi({ description: 'Rows with the same number are one person.' }), name: z.string().openapi({ description: 'Empty when the account was deleted.' }),
    guest: z.boolean(), language, captions: z.int(), talkMs: z.int(),
  })),
  quality: z.array(z.object({ engine: z.string(), from: language, to: language, ...answers })),
}).openapi('Analytics')

const iso = (ms: number) => new Date(ms).toISOString()
const isoOrNull = (ms: number | null) => (ms === null ? null : iso(ms))

export function toApiVoice({ voiceId, name, state, cause, chosen, engines, createdAtMs, sample }: Voice): z.infer<typeof voice> {
  const { source, state: sampleState, refusal, speechMs, levelDbfs } = sample
  return { voiceId, name, state, cause, chosen, engines: [...engines], createdAt: iso(createdAtMs), sample: { source, state: sampleState, refusal, speechMs, levelDbfs } }
}

export function toApiAnalytics({ timeZone, lag, days, languages, people, quality }: Analytics): z.infer<typeof analytics> {
  return {
    timeZone, lag, days: days.map((each) => ({ ...each })), languages: languages.map((each) => ({ ...each })),
    people: (people ?? []).map((each) => ({ ...each })), quality: quality.map((each) => ({ ...each })),
  }
}

export function toApiRoom(from: Room, publicUrl: string): z.infer<typeof room> {
  const { roomId, name, teamId, lobby, locked, hasPasscode, keepsAudio = false, createdAtMs, scheduledAtMs, closedAtMs, peopleMax } = from
  return {
    roomId, url: `${publicUrl}/rooms/${roomId}`, name, teamId, lobby, locked, hasPasscode, keepsAudio,
    createdAt: iso(createdAtMs), scheduledAt: isoOrNull(scheduledAtMs), closedAt: isoOrNull(closedAtMs), peopleMax,
  }
}

export function toApiMeeting({ meetingId, roomId, name, startMs, endMs, expiresMs, lines, people, peopleCount }: MeetingSummary): z.infer<typeof meeting> {
  return { meetingId, roomId, name, startedAt: iso(startMs), endedAt: isoOrNull(endMs), expiresAt: isoOrNull(expiresMs), lines, people: [...people], peopleCount }
}

export function toApiTranscript(read: Transcript): z.infer<typeof transcript> {
  return { meeting: toApiMeeting(read), lines: read.page.map(toApiLine), speakers: read.speakers.map(toApiSpeaker), next: read.next, previous: read.previous, languages: read.languages.map((each) => ({ ...each })) }
}

export function toApiHit({ meetingId, meetingName, lineId, speakerName, speakers, startMs, language, snippet }: SearchHit): z.infer<typeof searchHit> {
  const said = speakers.length > 0 ? { speaker: speakersText(speakers, (number) => `Speaker ${number}`), microphone: speakerName } : { speaker: speakerName }
  return { meetingId, meetingName, lineId, ...said, startedAt: iso(startMs), language, snippet: snippet.map((piece) => ({ ...piece })) }
}

export function toApiSpeaker({ number, name, peerId, microphone }: SpeakerLabel): z.infer<typeof speaker> {
  return { number, name, peerId, microphone }
}

export function toApiErased({ meetings, lines, texts, corrections, ratings, files }: Erased): z.infer<typeof erased> {
  return { meetings, lines, texts, corrections, ratings, files }
}

function toApiLine({ lineId, kind, speakerName, peerId, language, confidence, startMs, endMs, texts, parts = [], helped = [] }: TranscriptLine): z.infer<typeof line> {
  return {
    lineId, kind, speaker: speakerName, peerId, language, confidence, startedAt: iso(startMs), endedAt: iso(endMs),
    texts: texts.map(({ language, text, original, engine }) => ({ language, text, original, engine })),
    parts: parts.map(({ speakers }, at) => ({
      speakers: speakers.map(({ number }) => number), texts: texts.map(({ language, text }) => ({ language, text: splitText(text, parts)[at]!.trim() })),
    })),
    helped: helped.map(({ term, heard, document }) => (typeof document === 'string'
      ? { term, heard, source: document, document: null }
      : { term, heard, source: document ? 'document' : 'vocabulary', document: document && { documentId: document.documentId, name: document.name, page: document.page, passage: document.passage } })),
  }
}
