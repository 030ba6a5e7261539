import { Hono } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { bodyLimit } from 'hono/body-limit'
import { CHAT_TEXT_MAX } from '../../domain/chat.ts'
import { DomainError } from '../../domain/errors.ts'
import type { Chat } from '../../functions/chat/chat.ts'
import type { Messages } from '../../views/mod.ts'
import { CHAT_FIELD, ChatNotePush, FRAGMENT_HEADER, routes } from '../../views/mod.ts'
import type { MessagesOf } from '../gateway/locale.ts'
import type { Session } from '../gateway/session.ts'

/** A message of the longest kind, each character written as `%XX%XX%XX`. */
const FORM_MAX_BYTES = 32 * 1024

export interface ChatPagesDeps {
  readonly chat: Chat
  readonly session: Pick<Session, 'require'>
  readonly messages: MessagesOf
}

/** `POST /rooms/:code/chat`: a member's message. It comes to pages over the hub; htmx gets a note, a form goes back to the room. */
export function createChatPagesApp({ chat, session, messages }: ChatPagesDeps) {
  const limit = bodyLimit({ maxSize: FORM_MAX_BYTES, onError: () => { throw new DomainError('too-large', `The form is larger than ${FORM_MAX_BYTES} bytes`) } })
  return new Hono().post(routes.chat.path, limit, async (c) => {
    const roomId = c.req.param('code')
    const { peerId } = await session.require(c, roomId)
    const typed = (await c.req.parseBody())[CHAT_FIELD]
    const text = typeof typed === 'string' ? typed : ''
    const scripted = c.req.header('hx-request') !== undefined
    try {
      await chat.say({ roomId, peerId, text })
    } catch (error) {
      if (!scripted || !(error instanceof DomainError)) throw error
      c.header(FRAGMENT_HEADER, 'refusal')
      return c.html(<ChatNotePush text={wordsFor(await messages(c), error, text)} />, error.status as ContentfulStatusCode)
    }
    return scripted ? c.html(<ChatNotePush text={null} />) : c.redirect(routes.room.to(roomId), 303)
  })
}

function wordsFor(t: Messages, { code }: DomainError, text: string): string {
  if (code === 'too-many-requests') return t.chat.tooFast
  if (code === 'invalid-input') return text.trim() === '' ? t.chat.missing : t.chat.long(CHAT_TEXT_MAX)
  return t.chat.notSent
}
