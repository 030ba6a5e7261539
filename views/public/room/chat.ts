import { ids } from '../../ids.ts'
import { CHAT_FIELD } from '../../routes.ts'
import { atEnd } from './caption_view.ts'
import { actionButton, byId } from './dom.ts'

interface AfterRequest extends Event {
  readonly detail: { readonly successful: boolean; readonly xhr: XMLHttpRequest }
}

/** What screen readers hear of messages that came while the chat was hidden. */
export function unreadWords(unread: number, { one, many }: { readonly one: string; readonly many: string }): string {
  if (unread === 0) return ''
  return unread === 1 ? one : many.replace('{number}', String(unread))
}

export interface ChatView {
  /** The panel was shown or hidden. */
  show(shown: boolean): void
  /** To the field, when the panel is shown. */
  focus(): void
}

/**
 * Keeps the newest message in view, counts what comes while the panel is hidden, and empties the field once a message is sent, unless something
 * else was typed meanwhile. Who sends that before the answer is there has it sent then.
 */
export function runChat({ me, close }: { me: string; close: () => void }): ChatView {
  const [panel, scroll, list, form, note, status] = [
    byId(ids.chatPanel), byId(ids.chatScroll), byId(ids.chatMessages), byId<HTMLFormElement>(ids.chatForm), ids.chatNote, byId(ids.chatUnread),
  ]
  const field = byId<HTMLInputElement>(ids.field(CHAT_FIELD))
  const badge = actionButton('chat')!.querySelector<HTMLElement>('[data-unread]')!
  let shown = false
  let unread = 0
  let following = true

  const write = () => {
    badge.hidden = unread === 0
    badge.textContent = unread > 99 ? '99+' : String(unread)
    status.textContent = unreadWords(unread, { one: status.dataset.one!, many: status.dataset.many! })
  }
  const follow = () => {
    if (following) scroll.scrollTop = scroll.scrollHeight
  }
  scroll.addEventListener('scroll', () => (following = atEnd(scroll)), { passive: true })
  new ResizeObserver(follow).observe(scroll)
  new MutationObserver((changes) => {
    const added = changes.flatMap(({ addedNodes }) => [...addedNodes]).filter((node): node is HTMLElement => node instanceof HTMLElement)
    const others = added.filter(({ dataset }) => dataset.message !== undefined && dataset.from !== me)
    // One's own message is always looked at.
    if (others.length < added.length) following = true
    if (!shown && others.length > 0) {
      unread += others.length
      write()
    }
    follow()
  }).observe(list, { childList: true })

  let sending: string | null = null
  let sendNext = false
  // Of a form whose request is under way, htmx drops the next one.
  form.addEventListener('submit', () => (sendNext = sending !== null), { capture: true })
  form.addEventListener('htmx:beforeRequest', () => (sending = field.value))
  form.addEventListener('htmx:afterRequest', (event) => {
    const { successful, xhr } = (event as AfterRequest).detail
    const isOther = field.value !== sending
    const isNext = sendNext && isOther
    sending = null
    sendNext = false
    if (successful && xhr.status < 300) {
      if (!isOther) field.value = ''
      // Once htmx has ended its own work on this one.
      else if (isNext) setTimeout(() => form.requestSubmit())
    }
    // The server's own words are there when it answered; without an answer these are.
    else if (xhr.status === 0 || xhr.status >= 500) byId(note).textContent = form.dataset.notSent!
    field.focus()
  })
  panel.addEventListener('keydown', ({ key }) => {
    if (key !== 'Escape') return
    close()
    actionButton('chat')!.focus()
  })

  return {
    show(now) {
      shown = now
      if (!shown) return
      unread = 0
      write()
      following = true
      follow()
    },
    focus() {
      if (shown) field.focus()
    },
  }
}
