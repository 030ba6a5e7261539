import { ids } from '../../ids.ts'
import { FRAGMENT_HEADER, HUB_AFTER, HUB_CHAT_AFTER } from '../../routes.ts'
import { byId } from './dom.ts'
import { parleySwaps } from './swaps.ts'

interface Htmx {
  createWebSocket: (url: string) => WebSocket
  defineExtension(name: string, extension: typeof parleySwaps): void
}

interface BeforeSwap extends Event {
  readonly detail: { readonly xhr: XMLHttpRequest; shouldSwap: boolean; isError: boolean }
}

interface HubClosed extends Event {
  readonly detail: { readonly event: CloseEvent; readonly socketWrapper: { reconnect(): void } }
}

/** The extension itself reconnects after these. */
const RECONNECTED_BY_HTMX = [1006, 1011, 1012, 1013]
/** A server that goes away to be restarted says so with one of these. */
const GOING_AWAY = [1001, 1005]
const RETRY_MS = 1_000

/** The hub's address with the last message and the last final caption that the page shows: the server sends what came after them. */
export function hubUrl(url: string, { caption, message }: { readonly caption: string; readonly message: string }): string {
  return `${url}?${new URLSearchParams({ [HUB_CHAT_AFTER]: message, [HUB_AFTER]: caption })}`
}

/** Connects the page to the hub: has to run before htmx looks at the page. */
export function runHub(): void {
  const { htmx } = globalThis as unknown as { htmx: Htmx }
  htmx.defineExtension('parley', parleySwaps)
  htmx.createWebSocket = (url) => {
    const finals = byId(ids.captions).querySelectorAll<HTMLElement>('[data-final]')
    const messages = byId(ids.chatMessages).querySelectorAll<HTMLElement>('[data-message]')
    const [caption, message] = [finals[finals.length - 1]?.dataset.final ?? '', messages[messages.length - 1]?.dataset.message ?? '']
    return new WebSocket(hubUrl(url, { caption, message }))
  }
  // A refusal comes with its words for the page; other errors bring a page of their own, which does not belong into this one.
  document.addEventListener('htmx:beforeSwap', (event) => {
    const { detail } = event as BeforeSwap
    if (detail.xhr.getResponseHeader(FRAGMENT_HEADER) === null) return
    detail.shouldSwap = true
    detail.isError = false
  })
  document.addEventListener('htmx:wsClose', (event) => {
    const { event: { code }, socketWrapper } = (event as HubClosed).detail
    // A new connection starts afresh, so what was being said is not known any more.
    byId(ids.interims).replaceChildren()
    if (GOING_AWAY.includes(code)) setTimeout(() => socketWrapper.reconnect(), RETRY_MS)
    else if (!RECONNECTED_BY_HTMX.includes(code)) console.info(`The hub ended the connection with ${code}`)
  })
}
