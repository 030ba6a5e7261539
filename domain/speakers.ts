import { z } from 'zod'
import { displayNameSchema } from './room.ts'

/** Someone who was told apart at a shared microphone. */
export interface SpeakerLabel {
  /** Whose microphone it is. */
  readonly peerId: string
  /** Stays the same through the meeting. */
  readonly speakerId: string
  /** Of the meeting, from 1: what they are called as long as nobody names them. */
  readonly number: number
  readonly name: string | null
  /** What whose microphone it is calls themself; empty when nobody knows. */
  readonly microphone: string
}

/** A stretch of a line that the same people spoke. */
export interface SpokenPart {
  /** The one who is heard most first; several where they spoke at once. */
  readonly speakerIds: readonly string[]
  /** Where it ends in the text as it was heard, UTF-16. */
  readonly end: number
  /** When it ends, ms from the start of the line. */
  readonly endMs: number
}

/** Whose words a final caption is. */
export interface LabelledLine {
  readonly captionId: string
  readonly parts: readonly SpokenPart[]
}

/** A part with the people in it, as pages and files show it. */
export interface LabelledPart extends Omit<SpokenPart, 'speakerIds'> {
  readonly speakers: readonly SpeakerLabel[]
}

/** Samples that follow one another, as they lie in the audio and in time. */
export interface AudioPiece {
  /** Place of its first sample. */
  readonly at: number
  readonly samples: number
  /** Wall clock of its first sample, ms since the epoch. */
  readonly startMs: number
}

/** What somebody said, on the wall clock: ms since the epoch. */
export interface SpokenTurn {
  readonly speakerId: string
  readonly startMs: number
  readonly endMs: number
}

/** When each word of a text ends: its place in the text, UTF-16, and ms from the start of the line. */
export const wordTimeSchema = z.object({ end: z.number().int().nonnegative(), endMs: z.number() })
export type WordTime = z.infer<typeof wordTimeSchema>

export const speakerNameSchema = displayNameSchema

/** Words for people without a name: `Speaker 1`. */
export type SpeakerWords = (number: number) => string

export function speakerText({ number, name }: Pick<SpeakerLabel, 'number' | 'name'>, words: SpeakerWords): string {
  return name ?? words(number)
}

/** The people of a part in one line of text. */
export function speakersText(speakers: readonly SpeakerLabel[], words: SpeakerWords): string {
  return speakers.map((speaker) => speakerText(speaker, words)).join(' + ')
}

/** Parts with labels in the place of ids; ids that nobody knows are left out, and so are parts without anybody. */
export function withLabels(parts: readonly SpokenPart[], labels: readonly SpeakerLabel[]): LabelledPart[] {
  const known = new Map(labels.map((label) => [label.speakerId, label]))
  return parts.flatMap(({ speakerIds, ...part }) => {
    const speakers = speakerIds.flatMap((id) => known.get(id) ?? [])
    return speakers.length > 0 ? [{ ...part, speakers }] : []
  })
}

/** How far from its share of a text a sentence may end to be where another person goes on. */
const SENTENCE_REACH = 0.25
const SENTENCE_ENDS = /[.!?…。！？।]["'”’»)]*\s*/gu
const CLAUSE_ENDS = /[,;:—–،、，；]\s*|\s+/gu

/**
 * A text in as many pieces as the line has parts; together they are the text. The text as it was heard is cut where the words of one end and those
 * of the next begin. Of a translation or a corrected text it is not known which word is whose: each gets its share, up to the nearest end of a
 * sentence, else of a clause or word.
 * @param text in any language
 */
export function splitText(text: string, parts: readonly Pick<SpokenPart, 'end'>[]): string[] {
  const heardLength = parts.at(-1)?.end ?? 0
  if (parts.length < 2) return [text]
  const exact = heardLength === text.length
  const cuts = parts.slice(0, -1).map(({ end }) => (exact ? end : nearestCut(text, (end / heardLength) * text.length)))
  let from = 0
  return [...cuts, text.length].map((cut) => {
    const to = Math.max(from, cut)
    const piece = text.slice(from, to)
    from = to
    return piece
  })
}

function nearestCut(text: string, at: number): number {
  const nearest = (ends: RegExp) => [...text.matchAll(ends)].map(({ 0: end, index }) => index + end.length)
    .reduce<number | null>((best, end) => (best === null || Math.abs(end - at) < Math.abs(best - at) ? end : best), null)
  const sentence = nearest(SENTENCE_ENDS)
  if (sentence !== null && sentence < text.length && Math.abs(sentence - at) <= SENTENCE_REACH * text.length) return sentence
  const word = nearest(CLAUSE_ENDS)
  if (word !== null) return word
  // No letter is cut in two.
  const place = Math.round(at)
  return /[\udc00-\udfff]/u.test(text[place] ?? '') ? place + 1 : place
}
