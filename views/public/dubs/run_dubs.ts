import type { Line } from './line_player.ts'
import { createLinePlayer } from './line_player.ts'
import { createSounds } from './sounds.ts'

/** Makes the dubs below an element play in place: by click, Enter and Space, one at a time. */
export function runDubs(within: HTMLElement): void {
  let playing: { readonly key: string; readonly which: string } | null = null
  /** The player that the keyboard is in: it may be replaced while it is used. */
  let focused: string | null = null

  const show = (place: HTMLElement) => {
    const on = playing?.key === place.id
    if (on) place.dataset.playing = playing!.which
    else delete place.dataset.playing
    const button = place.querySelector<HTMLElement>('.dub-play')
    button?.setAttribute('role', 'button')
    button?.setAttribute('aria-pressed', String(on))
    if (button) button.title = on ? button.dataset.stop! : button.dataset.play!
  }
  const places = () => within.querySelectorAll<HTMLElement>('.dub[data-state]')
  const player = createLinePlayer(createSounds(), {
    onChange(now) {
      playing = now
      for (const place of places()) show(place)
    },
  })
  const complain = (error: unknown) => console.warn('Not played', error)

  within.addEventListener('click', (event) => {
    const place = placeOf(event.target, '.dub-play')
    // With a key held, the browser does what it does with links: the recording can be saved.
    if (!place || event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    say(place, null)
    player.toggle(lineOf(place)).catch((error: unknown) => {
      complain(error)
      // It may have come anew meanwhile.
      const now = document.getElementById(place.id)
      if (now) say(now, now.querySelector<HTMLElement>('.dub-play')?.dataset.failed ?? null)
    })
  })
  within.addEventListener('keydown', (event) => {
    if (event.key !== ' ' || !placeOf(event.target, '.dub-play')) return
    event.preventDefault()
    ;(event.target as HTMLElement).click()
  })
  within.addEventListener('focusin', (event) => {
    focused = placeOf(event.target, '.dub-play')?.id ?? null
  })
  within.addEventListener('focusout', (event) => {
    // A player that was replaced leaves the page without giving the focus to anyone.
    if (event.relatedTarget !== null) focused = null
  })
  new MutationObserver((changes) => {
    for (const node of changes.flatMap(({ addedNodes }) => [...addedNodes])) {
      if (!(node instanceof HTMLElement)) continue
      for (const place of node.matches('.dub') ? [node] : node.querySelectorAll<HTMLElement>('.dub[data-state]')) {
        show(place)
        player.update(lineOf(place)).catch(complain)
        if (place.id === focused && document.activeElement === document.body) place.querySelector<HTMLElement>('.dub-play')?.focus({ preventScroll: true })
      }
    }
  }).observe(within, { childList: true, subtree: true })
  for (const place of places()) show(place)
}

/** Beside the player, for whoever pressed it; null: nothing any more. */
function say(place: HTMLElement, words: string | null): void {
  place.querySelector('.dub-note[role=status]')?.remove()
  if (words === null) return
  const note = document.createElement('span')
  note.className = 'dub-note'
  note.setAttribute('role', 'status')
  note.textContent = words
  place.append(note)
}

function placeOf(target: EventTarget | null, part: string): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>(part)?.closest<HTMLElement>('.dub') ?? null : null
}

function lineOf({ id, dataset }: HTMLElement): Line {
  return { key: id, clone: dataset.clone ?? null, quick: dataset.quick ?? null }
}
