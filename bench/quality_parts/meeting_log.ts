import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import type { RoomEvent } from '../../domain/events.ts'

/** What a reader's line showed from a moment on. One JSON object a line. */
const shownSchema = z.object({
  /** Milliseconds since the epoch. */
  atMs: z.number(),
  captionId: z.string(),
  reader: z.string(),
  /** Spoken. */
  language: z.string(),
  kind: z.enum(['interim', 'final', 'withdrawn']),
  /** What the reader reads: the translation, or what was said. */
  text: z.string(),
  /** How much of `text` was shown as staying, UTF-16. */
  steady: z.number(),
  /** Of the speech; ms since the epoch. */
  startMs: z.number(),
  endMs: z.number(),
})
export type Shown = z.infer<typeof shownSchema>

/** What an event changes on pages, for a log. Null for what is no caption. A withdrawn line goes for all readers. */
export function toShown(event: RoomEvent, atMs: number): Shown | null {
  if (event.type === 'caption-withdrawn') {
    return { atMs, captionId: event.captionId, reader: '*', language: '*', kind: 'withdrawn', text: '', steady: 0, startMs: 0, endMs: 0 }
  }
  if (event.type !== 'caption') return null
  const { captionId, language, kind, startMs, endMs } = event.caption
  const text = event.translation?.text ?? event.caption.text
  const heads = event.steady ?? { original: 0, translation: 0 }
  const steady = kind === 'final' ? text.length : event.translation ? heads.translation : heads.original
  return { atMs, captionId, reader: event.reader, language, kind, text, steady, startMs, endMs }
}

/** Reads a log. Throws what zod says of a line that is none. */
export async function readMeetingLog(file: string): Promise<Shown[]> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line.trim() !== '')
  return lines.map((line) => shownSchema.parse(JSON.parse(line)))
}
