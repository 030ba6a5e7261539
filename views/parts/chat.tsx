import { CHAT_TEXT_MAX } from '../../domain/chat.ts'
import type { RoomEvent } from '../../domain/events.ts'
import { ids } from '../ids.ts'
import type { Messages } from '../messages/mod.ts'
import { CHAT_FIELD, routes } from '../routes.ts'
import { Speaker, Spoken, untranslatedNote } from './caption.tsx'

export type ChatEvent = Extract<RoomEvent, { type: 'chat' }>

/** A message: what the reader reads in full size, the original under it. */
export function ChatLine({ t, event: { message, translation, untranslated, reader } }: { t: Messages; event: ChatEvent }) {
  const { messageId, peerId, speakerName, language, text, sentMs } = message
  return (
    <li id={ids.message(messageId)} class='caption' data-message={messageId} data-from={peerId}>
      <Speaker peerId={peerId} name={speakerName} startMs={sentMs} />
      {translation && <Spoken of='translation' language={translation.language} text={translation.text} />}
      <Spoken of='original' language={language} text={text} />
      {untranslated && <p class='caption-note'>{untranslatedNote(t, untranslated, reader)}</p>}
    </li>
  )
}

/** Why the last message was not sent; empty otherwise. */
export function ChatNote({ text, oob }: { text: string | null; oob?: 'true' }) {
  return <p id={ids.chatNote} class='field-error' role='alert' hx-swap-oob={oob}>{text}</p>
}

interface ChatPanelProps {
  readonly t: Messages
  readonly roomId: string
  /** Messages for this reader so far, oldest first. */
  readonly messages: readonly ChatEvent[]
}

/** What people write to each other. Sent by htmx, or as a form where scripts are off. */
export function ChatPanel({ t, roomId, messages }: ChatPanelProps) {
  const action = routes.chat.to(roomId)
  return (
    <section id={ids.chatPanel} class='panel chat-panel' aria-labelledby='chat-title'>
      <div class='panel-head'>
        <h2 id='chat-title'>{t.chat.title}</h2>
      </div>
      <div id={ids.chatScroll} class='caption-scroll chat-scroll' tabindex={0} role='group' aria-labelledby='chat-title'>
        <p class='empty'>{t.chat.empty}</p>
        <div role='log' aria-label={t.chat.title} aria-live='polite' aria-relevant='additions'>
          <ol id={ids.chatMessages} class='captions'>{messages.map((event) => <ChatLine t={t} event={event} />)}</ol>
        </div>
      </div>
      <form
        id={ids.chatForm}
        class='chat-form'
        method='post'
        action={action}
        hx-post={action}
        hx-swap='none'
        hx-sync='this:drop'
        autocomplete='off'
        data-not-sent={t.chat.notSent}
      >
        <ChatNote text={null} />
        <label class='visually-hidden' for={ids.field(CHAT_FIELD)}>{t.chat.message}</label>
        <input
          id={ids.field(CHAT_FIELD)}
          name={CHAT_FIELD}
          type='text'
          required
          maxlength={CHAT_TEXT_MAX}
          placeholder={t.chat.message}
          enterkeyhint='send'
          dir='auto'
          aria-describedby={ids.chatNote}
        />
        <button class='button button-primary' type='submit'>{t.chat.send}</button>
      </form>
    </section>
  )
}

/** Says how many messages came while the panel was hidden; the script puts the number in. */
export function ChatUnread({ t }: { t: Messages }) {
  return <p id={ids.chatUnread} class='visually-hidden' role='status' data-one={t.chat.unreadOne} data-many={t.chat.unreadMany}></p>
}
