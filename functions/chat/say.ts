import type { Translation } from '../../domain/caption.ts'
import type { ChatMessage } from '../../domain/chat.ts'
import { chatTextSchema, hasWords } from '../../domain/chat.ts'
import { DomainError } from '../../domain/errors.ts'
import type { RoomEvent } from '../../domain/events.ts'
import type { RecordedLine } from '../../domain/transcript.ts'
import { writtenLanguage } from '../../domain/written_language.ts'
import type { Log } from '../../infra/log.ts'
import type { RateLimit } from '../../infra/rate_limit/rate_limit.ts'
import type { Translator } from '../../models/translation/translator.ts'
import type { Rooms } from '../rooms/rooms.ts'
import { translateForReader } from '../translate/for_reader.ts'
import type { ForReader } from '../translate/for_reader.ts'
import type { InTurn } from './in_turn.ts'

/** Messages of one person: more than anyone types, less than a flood. */
export const CHAT_LIMIT = Object.freeze({ limit: 15, windowMs: 15_000 })
/** After this the original alone is shown. */
const TRANSLATED_WITHIN_MS = 8_000

export interface ChatContext {
  readonly rooms: Pick<Rooms, 'participant' | 'readers'>
  readonly translator: Pick<Translator, 'translate'>
  readonly limit: Pick<RateLimit, 'take'>
  readonly publish: (roomId: string, event: RoomEvent) => Promise<void>
  readonly record: (line: RecordedLine) => Promise<void>
  readonly inTurn: InTurn
  readonly log: Log
  readonly now: () => number
}

export interface SayInput {
  readonly roomId: string
  readonly peerId: string
  readonly text: string
}

/**
 * Sends a message to everyone in the room, in each language that someone there or the sender reads, each translated once; a failed
 * translation shows the original and says so. Resolves when all of them have it. Throws DomainError `not-found` for whoever is not in
 * the room, `invalid-input`, `too-many-requests`, and what recording throws: then nobody has it.
 */
export async function say(context: ChatContext, { roomId, peerId, text: typed }: SayInput): Promise<ChatMessage> {
  const { rooms, translator, publish, record, inTurn, log, now } = context
  const speaker = await rooms.participant({ roomId, peerId })
  const text = chatTextSchema.safeParse(typed)
  if (!text.success) throw new DomainError('invalid-input', `Cannot send the message: ${text.error.issues[0]!.message.toLowerCase()}`)
  await obeyLimit(context, { roomId, peerId })

  const message: ChatMessage = {
    messageId: crypto.randomUUID(), roomId, peerId, speakerName: speaker.name,
    language: writtenLanguage(text.data, speaker.preferences), text: text.data, sentMs: now(),
  }
  const readers = new Set([...(await rooms.readers(roomId)), speaker.preferences.reads])
  await record(toLine(message, []))
  const signal = AbortSignal.timeout(TRANSLATED_WITHIN_MS)
  await Promise.all([...readers].map((reader) => inTurn(`${roomId}/${reader}`, {
    prepare: () => (hasWords(message.text) ? translateForReader(translator, message, { reader, signal, throwOnAbort: false }) : AS_IT_IS),
    async finish({ translation, untranslated, reason }) {
      if (reason !== null) log.warn('chat-untranslated', { roomId, messageId: message.messageId, reason })
      await publish(roomId, { type: 'chat', reader, message, translation, untranslated })
      if (translation) await record(toLine(message, [translation]))
    },
  })))
  return message
}

const AS_IT_IS: Promise<ForReader> = Promise.resolve({ translation: null, untranslated: null, reason: null })

async function obeyLimit({ limit }: ChatContext, { roomId, peerId }: { roomId: string; peerId: string }): Promise<void> {
  const { allowed, retryAfterMs } = await limit.take(`chat:${roomId}:${peerId}`, CHAT_LIMIT)
  if (allowed) return
  throw new DomainError('too-many-requests', `Cannot send the message: too many at once, try again in ${Math.ceil(retryAfterMs / 1000)} s`)
}

function toLine({ messageId, sentMs, ...message }: ChatMessage, translations: readonly Translation[]): RecordedLine {
  return { ...message, lineId: messageId, kind: 'chat', confidence: 1, startMs: sentMs, endMs: sentMs, translations: [...translations] }
}
