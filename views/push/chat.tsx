import { ids, pushTo } from '../ids.ts'
import type { Messages } from '../messages/mod.ts'
import { type ChatEvent, ChatLine, ChatNote } from '../parts/chat.tsx'

/** Adds a message, once however often it is pushed. */
export function ChatPush({ t, event }: { t: Messages; event: ChatEvent }) {
  return (
    <ol hx-swap-oob={pushTo('once', ids.chatMessages)}>
      <ChatLine t={t} event={event} />
    </ol>
  )
}

/** The answer to a message: why it was not sent, or that nothing is wrong. */
export function ChatNotePush({ text }: { text: string | null }) {
  return <ChatNote text={text} oob='true' />
}
