import type { Caption } from '../../domain/caption.ts'
import type { RoomEvent } from '../../domain/events.ts'
import type { Language } from '../../domain/language.ts'

export type CaptionEvent = Extract<RoomEvent, { type: 'caption' }>

interface Entry {
  readonly position: number
  readonly event: CaptionEvent
}

/** The final captions of one room, as each language's readers saw them, for the first page and for whoever reconnects. */
export interface CaptionLog {
  /** False for a caption that these readers have already. */
  add(event: CaptionEvent): boolean
  /** Whether its readers have the final caption already: an interim one that comes after it is late. */
  has(event: CaptionEvent): boolean
  /** The caption as these readers saw it, or null. */
  find(reads: Language, captionId: string): CaptionEvent | null
  /**
   * What a reader of `reads` has not seen.
   * @param after id of the last caption seen, or null
   * @param sinceMs wall clock before whose speech nothing is shown (when the reader joined)
   */
  missed(reads: Language, options: { after: Caption['captionId'] | null; sinceMs: number }): CaptionEvent[]
}

/** @param entriesMax captions kept for each language; older ones are forgotten */
export function createCaptionLog({ entriesMax = 1_000 }: { entriesMax?: number } = {}): CaptionLog {
  const logs = new Map<Language, Map<string, Entry>>()
  // One count for all languages, in the order of showing: whoever changes theirs goes on from the same place.
  let next = 0

  const positionOf = (reads: Language, captionId: string): number => {
    const own = logs.get(reads)?.get(captionId)
    if (own) return own.position
    const elsewhere = [...logs.values()].flatMap((log) => log.get(captionId)?.position ?? [])
    return elsewhere.length ? Math.min(...elsewhere) : -1
  }

  return {
    add(event) {
      const log = logs.get(event.reader) ?? new Map<string, Entry>()
      logs.set(event.reader, log)
      const { captionId } = event.caption
      if (log.has(captionId)) return false
      log.set(captionId, { position: next++, event })
      if (log.size > entriesMax) log.delete(log.keys().next().value!)
      return true
    },
    has: ({ reader, caption }) => logs.get(reader)?.has(caption.captionId) ?? false,
    find: (reads, captionId) => logs.get(reads)?.get(captionId)?.event ?? null,
    missed(reads, { after, sinceMs }) {
      const seen = after === null ? -1 : positionOf(reads, after)
      return [...(logs.get(reads)?.values() ?? [])]
        .filter(({ position, event }) => position > seen && event.caption.captionId !== after && event.caption.endMs >= sinceMs)
        .map(({ event }) => event)
    },
  }
}
