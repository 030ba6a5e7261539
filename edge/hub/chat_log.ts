import type { RoomEvent } from '../../domain/events.ts'
import type { Language } from '../../domain/language.ts'

export type ChatEvent = Extract<RoomEvent, { type: 'chat' }>

interface Entry {
  readonly position: number
  readonly byReader: Map<Language, ChatEvent>
}

/** The messages of one room, as each language's readers saw them, for the first page and for whoever reconnects. */
export interface ChatLog {
  /** False for a message that these readers have already. */
  add(event: ChatEvent): boolean
  /**
   * What a reader of `reads` has not seen; a message that was sent to no reader of theirs comes as it was written.
   * @param after id of the last message seen, or null
   * @param sinceMs when the reader joined: nothing older is shown
   */
  missed(reads: Language, options: { after: string | null; sinceMs: number }): ChatEvent[]
}

/** @param entriesMax messages kept; older ones are forgotten */
export function createChatLog({ entriesMax = 500 }: { entriesMax?: number } = {}): ChatLog {
  const entries = new Map<string, Entry>()
  let next = 0
  return {
    add(event) {
      const { messageId } = event.message
      const entry = entries.get(messageId) ?? { position: next++, byReader: new Map<Language, ChatEvent>() }
      if (entry.byReader.has(event.reader)) return false
      entry.byReader.set(event.reader, event)
      entries.set(messageId, entry)
      if (entries.size > entriesMax) entries.delete(entries.keys().next().value!)
      return true
    },
    missed(reads, { after, sinceMs }) {
      const seen = after === null ? -1 : entries.get(after)?.position ?? -1
      return [...entries.values()].filter(({ position }) => position > seen).flatMap(({ byReader }) => {
        const event = byReader.get(reads) ?? asWritten(byReader, reads)
        return event.message.sentMs >= sinceMs ? [event] : []
      })
    },
  }
}

function asWritten(byReader: ReadonlyMap<Language, ChatEvent>, reader: Language): ChatEvent {
  const [any] = byReader.values()
  return { type: 'chat', reader, message: any!.message, translation: null, untranslated: null }
}
