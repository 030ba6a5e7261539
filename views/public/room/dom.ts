import type { Id } from '../../ids.ts'

/** The element with this id. Throws when the page lacks it: the page and the script are then of different versions. */
export function byId<E extends HTMLElement = HTMLElement>(id: Id): E {
  const element = document.getElementById(id)
  if (!element) throw new Error(`The page has no element "${id}"`)
  return element as E
}

/** Shows the one child of a note box whose `data-when` is `state`; `null` shows none. */
export function showNote(box: HTMLElement, state: string | null): void {
  for (const note of box.querySelectorAll<HTMLElement>('[data-when]')) note.hidden = note.dataset.when !== state
}

/** Switches a toggle: its state, its icon (by the style sheet) and its name. */
export function setToggle(button: HTMLElement, on: boolean): void {
  button.dataset.state = on ? 'on' : 'off'
  const text = button.querySelector<HTMLElement>('.control-text')
  if (text) text.textContent = (on ? button.dataset.on : button.dataset.off) ?? ''
}

/** The button of an action. */
export function actionButton(action: string, within: ParentNode = document): HTMLButtonElement | null {
  return within.querySelector<HTMLButtonElement>(`button[data-action="${action}"]`)
}
