import { z } from 'zod'
import { translationSchema } from './caption.ts'
import type { Help } from './caption.ts'
import { languageSchema } from './language.ts'
import type { Dub } from './dub.ts'
import type { Language } from './language.ts'
import { wordTimeSchema } from './speakers.ts'
import type { LabelledPart, SpeakerLabel } from './speakers.ts'

/** Most characters of a corrected text. */
export const LINE_TEXT_MAX = 2_000
export const SEARCH_MAX = 200

/** From the end of speech until a text was published, ms; left out for what was not measured. */
const lagSchema = z.number()

/** What is written down: a final caption or a chat message, whole or with translations that came later. */
export const recordedLineSchema = z.object({
  /** The caption's or the message's id. */
  lineId: z.string().min(1),
  kind: z.enum(['speech', 'chat']),
  roomId: z.string(),
  peerId: z.string(),
  speakerName: z.string(),
  language: languageSchema,
  text: z.string(),
  confidence: z.number(),
  /** Wall clock, ms since the epoch. */
  startMs: z.number(),
  endMs: z.number(),
  translations: z.array(translationSchema.extend({ lagMs: lagSchema.optional() })),
  /** Of the original, where somebody read it. */
  lagMs: lagSchema.optional(),
  /** What put something right in it. */
  helpedBy: z.object({ document: z.boolean(), vocabulary: z.boolean() }).optional(),
  /** Each term that was put right in it, and the piece of the document that knew it; null where the vocabulary did. Documents are only pointed at: what is deleted is gone here, too. */
  helped: z.array(z.object({ term: z.string(), heard: z.string(), document: z.object({ documentId: z.string(), ordinal: z.number().int() }).nullable() })).optional(),
  /** When each word ends, at a shared microphone. */
  words: z.array(wordTimeSchema).optional(),
})
export type RecordedLine = z.infer<typeof recordedLineSchema>

/** A line's words in one language. */
export interface LineText {
  readonly language: Language
  readonly text: string
  readonly original: boolean
  /** Which engine translated, `person` after a correction; null for an original as it was heard. */
  readonly engine: string | null
  /** How many found this translation right and wrong. */
  readonly right: number
  readonly wrong: number
  /** What the reader answered, if they did. */
  readonly mine: Rating | null
  /** How it is spoken, if it is. */
  readonly dub?: Dub
}

export type Rating = 1 | -1

export interface TranscriptLine {
  readonly lineId: string
  readonly meetingId: string
  readonly kind: RecordedLine['kind']
  readonly peerId: string
  /** Empty when the speaker's account was erased. */
  readonly speakerName: string
  readonly language: Language
  readonly confidence: number
  readonly startMs: number
  readonly endMs: number
  /** The original first, then by language code. */
  readonly texts: readonly LineText[]
  /** Whether the reader may correct it. */
  readonly correctable: boolean
  readonly corrections: readonly Correction[]
  /** Whose words it is, where people at a shared microphone were told apart; cut its texts with `splitText`. */
  readonly parts?: readonly LabelledPart[]
  /** What vocabulary and documents put right in it; left out where nothing. */
  readonly helped?: readonly LineHelp[]
}

/** A term that was put right in a line. Its document may be `deleted` since, or `withheld` from a reader: the room has it no more, and it is not theirs. */
export interface LineHelp extends Pick<Help, 'term' | 'heard'> {
  readonly document: Help['document'] | 'deleted' | 'withheld'
}

/** What someone put right. */
export interface Correction {
  readonly language: Language
  readonly before: string
  readonly after: string
  readonly authorName: string
  readonly correctedMs: number
}

export interface TranscriptPerson {
  readonly peerId: string
  readonly name: string
  readonly lines: number
}

/** A meeting in a list. */
export interface MeetingSummary {
  readonly meetingId: string
  readonly roomId: string
  readonly name: string
  readonly startMs: number
  /** null while it goes on. */
  readonly endMs: number | null
  /** When retention erases it; null keeps it. */
  readonly expiresMs: number | null
  readonly lines: number
  /** The first few names, in the order of joining. */
  readonly people: readonly string[]
  readonly peopleCount: number
}

/** Why someone sees a meeting: how much they may do follows from it. */
export interface MeetingAccess {
  /** May delete and correct everything: the owner, and owners and administrators of its team. */
  readonly owns: boolean
  /** May correct everything: a co-host of the room. */
  readonly hosts: boolean
}

/** One page of a meeting's transcript. */
export interface Transcript extends MeetingSummary, MeetingAccess {
  readonly everyone: readonly TranscriptPerson[]
  /** Who was told apart at shared microphones, by number. */
  readonly speakers: readonly SpeakerLabel[]
  /** Languages that a line exists in, with how many lines do. */
  readonly languages: readonly { readonly language: Language; readonly lines: number }[]
  readonly page: readonly TranscriptLine[]
  /** Where the next page begins; null on the last one. */
  readonly next: string | null
  /** Where the page before ends; null on the first one. */
  readonly previous: string | null
}

/** A line that a search found. */
export interface SearchHit {
  readonly meetingId: string
  readonly meetingName: string
  readonly lineId: string
  readonly speakerName: string
  readonly peerId: string
  /** Who said what was found, where people at a shared microphone were told apart; else empty. */
  readonly speakers: readonly SpeakerLabel[]
  readonly startMs: number
  readonly language: Language
  /** The text around what was found, in order; `found` marks the words. */
  readonly snippet: readonly { readonly text: string; readonly found: boolean }[]
}

export interface Page<Item> {
  readonly items: readonly Item[]
  readonly next: string | null
}

export const exportFormatSchema = z.enum(['vtt', 'srt', 'txt', 'json'])
export type ExportFormat = z.infer<typeof exportFormatSchema>
export const EXPORT_FORMATS = exportFormatSchema.options

/** What was erased, in numbers. */
export interface Erased {
  readonly meetings: number
  readonly lines: number
  readonly texts: number
  readonly corrections: number
  readonly ratings: number
  readonly files: number
}

/** How people judged an engine's translations between two languages. */
export interface EngineQuality {
  readonly engine: string
  readonly from: Language
  readonly to: Language
  readonly right: number
  readonly wrong: number
}

/** A corrected text: trimmed, one line, no control characters. */
export const correctedTextSchema = z
  .string()
  .transform((text) => plainText(text).trim())
  .pipe(z.string().min(1, 'empty').max(LINE_TEXT_MAX, 'long'))

/** Text as it is kept: one line, without control characters and broken surrogates, which databases and players cannot take. */
export function plainText(text: string): string {
  return text.normalize('NFC').replace(/ *[\p{Cc}\p{Zl}\p{Zp}]+ */gu, ' ').replace(/\p{Cs}/gu, '\ufffd')
}
