import { ids } from '../../ids.ts'
import { CAPTION_SIZES } from '../../parts/caption_size.ts'
import { byId } from './dom.ts'
import { recall, remember } from './stored.ts'

/** This close to the end counts as being there, CSS pixels. */
const AT_END_PX = 48

/** True when the newest line is in view. */
export function atEnd(
  { scrollTop, clientHeight, scrollHeight }: Pick<Element, 'scrollTop' | 'clientHeight' | 'scrollHeight'>,
): boolean {
  return scrollHeight - scrollTop - clientHeight <= AT_END_PX
}

/** Keeps the newest line in view until the reader scrolls up, and offers the way back. */
export function followCaptions(): void {
  const scroll = byId(ids.captionScroll)
  const newest = byId<HTMLButtonElement>(ids.newest)
  let following = true
  let size = ''
  const sizeNow = () => `${scroll.clientHeight} ${scroll.scrollHeight}`
  const update = () => {
    if (following) scroll.scrollTop = scroll.scrollHeight
    newest.hidden = following
    size = sizeNow()
  }
  scroll.addEventListener('scroll', () => {
    // A box or text that changed its size moved the view, not the reader.
    if (sizeNow() === size) following = atEnd(scroll)
    update()
  }, { passive: true })
  newest.addEventListener('click', () => {
    following = true
    update()
    scroll.focus({ preventScroll: true })
  })
  const observer = new MutationObserver(update)
  observer.observe(byId(ids.captions), { childList: true })
  observer.observe(byId(ids.interims), { childList: true, subtree: true })
  new ResizeObserver(update).observe(scroll)
  update()
}

/** Writes times of day as the reader's own clock shows them. */
export function localClock(): void {
  const format = new Intl.DateTimeFormat(document.documentElement.lang, { hour: '2-digit', minute: '2-digit' })
  const write = (within: ParentNode) => {
    for (const time of within.querySelectorAll<HTMLTimeElement>('time[data-clock]')) {
      time.textContent = format.format(new Date(time.dateTime))
      delete time.dataset.clock
    }
  }
  for (const list of [byId(ids.captions), byId(ids.interims), byId(ids.chatMessages)]) {
    new MutationObserver(() => write(list)).observe(list, { childList: true })
    write(list)
  }
}

/** The size of caption text, remembered on this device. */
export function captionSize(): void {
  const radios = [...document.querySelectorAll<HTMLInputElement>('input[name="caption-size"]')]
  const stored = recall('caption-size')
  const size = CAPTION_SIZES.find((value) => value === stored) ?? 'medium'
  document.documentElement.dataset.captionSize = size
  for (const radio of radios) {
    radio.checked = radio.value === size
    radio.addEventListener('change', () => {
      document.documentElement.dataset.captionSize = radio.value
      remember('caption-size', radio.value)
    })
  }
}

/** The newest caption once more, over the video, for those who choose it. */
export function captionOverlay(): void {
  const overlay = document.querySelector<HTMLElement>('[data-overlay-captions]')!
  const choice = document.querySelector<HTMLInputElement>('input[data-overlay]')!
  const lists = [byId(ids.interims), byId(ids.captions)]
  const write = () => {
    const line = lists.map((list) => list.lastElementChild).find((last) => last !== null)
    const text = line?.querySelector<HTMLElement>('.translation, .original')
    overlay.replaceChildren(...(text ? [text.cloneNode(true)] : []))
    overlay.hidden = !choice.checked
  }
  choice.checked = recall('caption-overlay') === 'on'
  choice.addEventListener('change', () => {
    remember('caption-overlay', choice.checked ? 'on' : 'off')
    write()
  })
  for (const list of lists) new MutationObserver(write).observe(list, { childList: true })
  write()
}
