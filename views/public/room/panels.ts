import { ids } from '../../ids.ts'
import { actionButton, byId } from './dom.ts'

const WIDE = '(min-width: 1000px)'

type Panel = 'captions' | 'people' | 'chat'

/**
 * Shows and hides the captions, the list of people and the chat; on narrow screens captions come first and people on demand, and the
 * chat on demand everywhere. `onChat`: it was shown or hidden.
 */
export function runPanels({ onChat }: { onChat: (shown: boolean) => void }): { toggle(panel: Panel): void } {
  const room = byId(ids.room)
  const panels = { captions: byId(ids.captionsPanel), people: byId(ids.peoplePanel), chat: byId(ids.chatPanel) }
  const show = (name: Panel, shown: boolean) => {
    panels[name].hidden = !shown
    room.dataset[name] = shown ? 'shown' : 'hidden'
    actionButton(name)!.setAttribute('aria-expanded', String(shown))
    if (name === 'chat') onChat(shown)
  }
  const wide = matchMedia(WIDE)
  show('captions', true)
  show('people', wide.matches)
  show('chat', false)
  wide.addEventListener('change', () => show('people', wide.matches))
  return { toggle: (name) => show(name, panels[name].hidden === true) }
}
