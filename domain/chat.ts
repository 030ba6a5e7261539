import { z } from 'zod'
import { languageSchema } from './language.ts'

export const CHAT_TEXT_MAX = 2_000

/** What someone writes: one line, trimmed, without control characters and marks that turn the direction of what follows. */
export const chatTextSchema = z
  .string()
  .transform((text) => text.normalize('NFC').replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu, ' ').replace(/\p{Cs}/gu, '\ufffd').trim())
  .pipe(z.string().min(1, 'Write something').max(CHAT_TEXT_MAX, `Use at most ${CHAT_TEXT_MAX} characters`))

export const chatMessageSchema = z.object({
  messageId: z.string(),
  roomId: z.string(),
  peerId: z.string(),
  speakerName: z.string(),
  /** What it is written in, as far as that can be told. */
  language: languageSchema,
  text: z.string(),
  /** Milliseconds since the epoch. */
  sentMs: z.number(),
})
/** A message in a room's chat. It is never revised. */
export type ChatMessage = z.infer<typeof chatMessageSchema>

/** Whether there is anything to translate: a link, a number or a face is the same in every language. */
export function hasWords(text: string): boolean {
  return /\p{L}/u.test(text.replace(/\b(?:https?:\/\/|www\.)\S+/giu, ''))
}
