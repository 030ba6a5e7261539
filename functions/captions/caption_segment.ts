import type { SpeechSegment } from '../../domain/audio.ts'
import type { Caption, Transcript } from '../../domain/caption.ts'
import type { DubRequest } from '../../domain/dub.ts'
import type { RoomEvent } from '../../domain/events.ts'
import type { Language } from '../../domain/language.ts'
import type { WordTime } from '../../domain/speakers.ts'
import type { RecordedLine } from '../../domain/transcript.ts'
import type { TermPair } from '../../domain/vocabulary.ts'
import type { Translator } from '../../models/translation/translator.ts'
import type { InContext, RoomContext } from '../context/room_context.ts'
import { moveEnd } from '../context/room_context.ts'
import type { Rooms } from '../rooms/rooms.ts'
import { translateForReader } from '../translate/for_reader.ts'
import type { Speakers } from './speaker.ts'
import type { InterimTranslations } from './translate_interim.ts'

/** Mean probability of a token from which on a line is taken as it was heard. Of misheard terms nearly all are in lines below it, of other lines half. */
export const SURE_OF_WORDS = 0.7
/** A first hearing that took longer leaves no time for a second. */
const HEAR_AGAIN_MAX_MS = 600

export interface CaptionSegmentDeps {
  readonly speakers: Speakers
  readonly translator: Translator
  readonly interims: InterimTranslations
  /** Whether nothing that stays waits for the translator, so that unfinished sentences may use it. */
  readonly spare: () => boolean
  readonly rooms: Pick<Rooms, 'readers'>
  /** What the room's vocabulary and documents know; left out, nothing. */
  readonly context?: Pick<RoomContext, 'open'>
  readonly publish: (roomId: string, event: RoomEvent) => Promise<void>
  /** Takes what stays down for the transcript; resolves when it cannot be lost any more. */
  readonly record: (line: RecordedLine) => Promise<void>
  /** Asks for the words of a final caption in the speaker's own voice; answers at once. */
  readonly dub?: (request: DubRequest) => void
  readonly now: () => number
}

/** What the wide log event of a segment says. */
export interface SegmentOutcome {
  readonly outcome: 'captioned' | 'no-words'
  readonly filtered: Transcript['filtered']
  readonly language: Language
  readonly transcribeMs: number
  readonly translateMs: number
  readonly untranslated: readonly string[]
  /** Of the decode, whichever segment it was made for. */
  readonly timing: Transcript['timing']
}

/**
 * Makes one segment's caption and publishes it for each language that someone in the room reads: interim ones
 * with the translation of what is stable in them, final ones translated, each once, and recorded as they appear. Throws what
 * recognition and recording throw; a failed translation becomes a caption that says so.
 */
export async function captionSegment(deps: CaptionSegmentDeps, segment: SpeechSegment, { signal }: { signal: AbortSignal }): Promise<SegmentOutcome> {
  const { speakers, translator, interims, rooms, publish, record, now } = deps
  const { roomId, peerId } = segment
  const began = now()
  // Looks while recognition hears.
  const context = deps.context?.open(roomId)
  const transcript = await speakers.recognise(segment, { signal })
  // Who took over shows it, or something newer: nothing comes late.
  signal.throwIfAborted()
  const transcribeMs = now() - began
  const said = { filtered: transcript.filtered, language: transcript.language, transcribeMs, timing: transcript.timing }

  // Before the line is kept, of which the next one is joined.
  const words = segment.kind === 'final' && segment.shared ? speakers.wordTimes(segment, transcript.text) : null
  const heard = segment.kind === 'final' ? await speakers.setFinal(segment, transcript.text) : speakers.line(segment, transcript.text)
  if (!heard) {
    if (segment.kind === 'final') {
      interims.forget(segment.utteranceId)
      await publish(roomId, { type: 'caption-withdrawn', captionId: segment.utteranceId, peerId })
    }
    return { outcome: 'no-words', ...said, translateMs: 0, untranslated: [] }
  }

  const { language } = transcript
  const first = await context?.inContext(heard, language) ?? { text: heard, ...WITHOUT_CONTEXT }
  // What is replaced within a second is not heard twice, nor what a busy machine would show too late.
  const mayHearAgain = (segment.kind === 'final' || segment.atPause) && transcript.confidence < SURE_OF_WORDS && transcribeMs <= HEAR_AGAIN_MAX_MS
  const line = context && mayHearAgain ? await context.again(first, { language, signal, hear: (hints) => speakers.hearAgain(segment, hints, { language, signal }) }) : first
  signal.throwIfAborted()
  const caption = toCaption(segment, transcript, line)
  const terms = (reader: Language) => (text: string) => context?.terms(text, caption.language, reader) ?? []
  const readers = await rooms.readers(roomId)
  if (segment.kind === 'interim') {
    await showInterim(deps, { segment, caption, readers, terms }, { signal })
    return { outcome: 'captioned', ...said, translateMs: now() - began - transcribeMs, untranslated: [] }
  }

  context?.said(caption.text, caption.language)
  const show = async (reader: Language) => {
    const { translation, untranslated, reason } = await translateForReader(translator, caption, { reader, signal, throwOnAbort: true, terms: terms(reader)(caption.text) })
    await publish(roomId, { type: 'caption', reader, caption, translation, untranslated })
    if (translation) {
      const { captionId, startMs, endMs } = caption
      deps.dub?.({ captionId, roomId, peerId, language: reader, text: translation.text, startMs, endMs })
      await record(toLine(caption, [{ ...translation, lagMs: now() - caption.endMs }]))
    }
    return reason
  }
  // What nobody reads as it was said was published to nobody.
  const measured = readers.includes(caption.language) ? { lagMs: now() - caption.endMs } : {}
  const [reasons] = await Promise.all([Promise.all(readers.map(show)), record({ ...toLine(caption, []), ...measured, ...(words ? { words: words.map(({ end, endMs }) => ({ end: moveEnd(moveEnd(end, first.put), line === first ? [] : line.put), endMs })) } : {}) })])
  interims.forget(caption.captionId)
  return { outcome: 'captioned', ...said, translateMs: now() - began - transcribeMs, untranslated: reasons.filter((reason) => reason !== null) }
}

const WITHOUT_CONTEXT: Omit<InContext, 'text'> = { helped: [], put: [] }

interface Interim {
  readonly segment: SpeechSegment
  readonly caption: Caption
  readonly readers: readonly Language[]
  /** What a text's terms are called, for a reader. */
  readonly terms: (reader: Language) => (text: string) => readonly TermPair[]
}

/** The line so far, with what stays of it. */
async function showInterim({ speakers, translator, interims, spare, publish }: CaptionSegmentDeps, { segment, caption, readers, terms }: Interim, { signal }: { signal: AbortSignal }): Promise<void> {
  const { captionId, language } = caption
  const { stable, tail } = await speakers.steady(segment, caption)
  const translate = async (reader: Language) => {
    if (!segment.atPause) return interims.translate({ captionId, language, stable }, { reader, spare: spare(), terms: terms(reader), signal })
    // The final caption most likely has this text: its translations wait in the cache when the silence lasts.
    const { translation } = await translateForReader(translator, caption, { reader, signal, throwOnAbort: true, terms: terms(reader)(caption.text) })
    const head = interims.head(captionId, reader)
    return translation && { translation, steady: translation.text.startsWith(head) ? head.length : 0 }
  }
  await Promise.all(readers.map(async (reader) => {
    const translated = await translate(reader)
    signal.throwIfAborted()
    await publish(segment.roomId, {
      type: 'caption', reader, caption: { ...caption, text: stable + tail }, translation: translated?.translation ?? null, untranslated: null,
      steady: { original: stable.length, translation: translated?.steady ?? 0 },
    })
  }))
}

function toLine({ captionId, kind: _, helped = [], ...caption }: Caption, translations: RecordedLine['translations']): RecordedLine {
  return { ...caption, lineId: captionId, kind: 'speech', translations: [...translations], ...keptHelp(helped) }
}

/** For the transcript and for the figures. */
function keptHelp(helped: NonNullable<Caption['helped']>): Pick<RecordedLine, 'helpedBy' | 'helped'> {
  if (helped.length === 0) return {}
  return {
    helpedBy: { document: helped.some(({ document }) => document !== null), vocabulary: helped.some(({ document }) => document === null) },
    helped: helped.map(({ term, heard, document }) => ({ term, heard, document: document && { documentId: document.documentId, ordinal: document.ordinal } })),
  }
}

function toCaption(segment: SpeechSegment, { language, confidence }: Transcript, { text, helped }: InContext): Caption {
  const { utteranceId, roomId, peerId, speakerName, kind, startMs, endMs } = segment
  return { captionId: utteranceId, roomId, peerId, speakerName, kind, language, text, confidence, startMs, endMs, ...(helped.length > 0 ? { helped: [...helped] } : {}) }
}
