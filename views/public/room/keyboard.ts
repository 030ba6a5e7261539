import type { Action } from '../../parts/room_bar.tsx'

const KEYS: Readonly<Record<string, Action>> = { m: 'microphone', v: 'camera', c: 'captions', '?': 'keys' }

interface Pressed {
  readonly key: string
  readonly ctrlKey: boolean
  readonly altKey: boolean
  readonly metaKey: boolean
  readonly repeat: boolean
}

/** The action of a key, or null: none, a shortcut of the browser, a key that is held down, or one meant for a field. */
export function actionOfKey({ key, ctrlKey, altKey, metaKey, repeat }: Pressed, inField: boolean): Action | null {
  if (inField || ctrlKey || altKey || metaKey || repeat) return null
  return KEYS[key.toLowerCase()] ?? null
}

/** True where typing means something to the element itself, or while a dialog is open. */
function takesKeys(target: EventTarget | null): boolean {
  if (document.querySelector('dialog[open]')) return true
  return target instanceof HTMLElement &&
    (target.isContentEditable || target.matches('input, select, textarea, [role="textbox"]'))
}

export function runKeyboard(run: (action: Action) => void): void {
  addEventListener('keydown', (event) => {
    const action = actionOfKey(event, takesKeys(event.target))
    if (!action) return
    event.preventDefault()
    run(action)
  })
}
