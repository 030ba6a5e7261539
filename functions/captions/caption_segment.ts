import type { SpeechSegment } from '../../domain/audio.ts'
import type { Caption, Transcript, Translation } from '../../domain/caption.ts'
import type { RoomEvent } from '../../domain/events.ts'
import type { Language } from '../../domain/language.ts'
import type { RecordedLine } from '../../domain/transcript.ts'
import type { Translator } from '../../models/translation/translator.ts'
import type { Rooms } from '../rooms/rooms.ts'
import { translateForReader } from '../translate/for_reader.ts'
import type { Speakers } from './speaker.ts'
import { stitch } from './stitch.ts'

export interface CaptionSegmentDeps {
  readonly speakers: Speakers
  readonly translator: Translator
  readonly rooms: Pick<Rooms, 'readers'>
  readonly publish: (roomId: string, event: RoomEvent) => Promise<void>
  /** Takes what stays down for the transcript; resolves when it cannot be lost any more. */
  readonly record: (line: RecordedLine) => Promise<void>
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
}

/**
 * Makes one segment's caption and publishes it for each language that someone in the room reads: interim ones
 * as they were said, final ones translated, each once, and recorded as they appear. Throws what recognition and recording
 * throw; a failed translation becomes a caption that says so.
 */
export async function captionSegment(deps: CaptionSegmentDeps, segment: SpeechSegment, { signal }: { signal: AbortSignal }): Promise<SegmentOutcome> {
  const { speakers, translator, rooms, publish, record, now } = deps
  const { roomId, peerId } = segment
  const began = now()
  const transcript = await speakers.recognise(segment, { signal })
  // Who took over shows it, or something newer: nothing comes late.
  signal.throwIfAborted()
  const transcribeMs = now() - began
  const said = { filtered: transcript.filtered, language: transcript.language, transcribeMs }

  const text = segment.overlapMs > 0 ? stitch(speakers.textBefore(segment), transcript.text) : transcript.text
  if (!text) {
    if (segment.kind === 'final') await publish(roomId, { type: 'caption-withdrawn', captionId: segment.utteranceId, peerId })
    return { outcome: 'no-words', ...said, translateMs: 0, untranslated: [] }
  }

  const caption = toCaption(segment, transcript, text)
  const readers = await rooms.readers(roomId)
  if (segment.kind === 'interim') {
    await Promise.all(readers.map((reader) => publish(roomId, { type: 'caption', reader, caption, translation: null, untranslated: null })))
    // The final caption most likely has this text: its translations wait in the cache when the silence lasts.
    if (segment.atPause) await Promise.all(readers.map((reader) => translateForReader(translator, caption, { reader, signal, throwOnAbort: true })))
    return { outcome: 'captioned', ...said, translateMs: now() - began - transcribeMs, untranslated: [] }
  }

  await speakers.setFinal(segment, transcript.text)
  const show = async (reader: Language) => {
    const { translation, untranslated, reason } = await translateForReader(translator, caption, { reader, signal, throwOnAbort: true })
    await publish(roomId, { type: 'caption', reader, caption, translation, untranslated })
    if (translation) await record(toLine(caption, [translation]))
    return reason
  }
  const [reasons] = await Promise.all([Promise.all(readers.map(show)), record(toLine(caption, []))])
  return { outcome: 'captioned', ...said, translateMs: now() - began - transcribeMs, untranslated: reasons.filter((reason) => reason !== null) }
}

function toLine({ captionId, kind: _, ...caption }: Caption, translations: readonly Translation[]): RecordedLine {
  return { ...caption, lineId: captionId, kind: 'speech', translations: [...translations] }
}

function toCaption(segment: SpeechSegment, { language, confidence }: Transcript, text: string): Caption {
  const { utteranceId, roomId, peerId, speakerName, kind, startMs, endMs } = segment
  return { captionId: utteranceId, roomId, peerId, speakerName, kind, language, text, confidence, startMs, endMs }
}
