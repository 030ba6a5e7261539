import { ids } from '../../ids.ts'
import { actionButton, byId } from './dom.ts'

const WIDE = '(min-width: 1000px)'

/** Shows and hides the captions and the list of people; on narrow screens captions come first and people on demand. */
export function runPanels(): { toggle(panel: 'captions' | 'people'): void } {
  const room = byId(ids.room)
  const panels = { captions: byId(ids.captionsPanel), people: byId(ids.peoplePanel) }
  const show = (name: 'captions' | 'people', shown: boolean) => {
    panels[name].hidden = !shown
    room.dataset[name] = shown ? 'shown' : 'hidden'
    actionButton(name)!.setAttribute('aria-expanded', String(shown))
  }
  const wide = matchMedia(WIDE)
  show('captions', true)
  show('people', wide.matches)
  wide.addEventListener('change', () => show('people', wide.matches))
  return { toggle: (name) => show(name, panels[name].hidden === true) }
}
