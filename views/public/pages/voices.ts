import { ids } from '../../ids.ts'
import { byId } from '../room/dom.ts'
import { runRecorder } from './recorder.ts'

/** The page of one's own voices: hears a recording before it is sent, and test sentences where they are asked for. */
const recorder = document.getElementById(ids.recorder)
const file = document.getElementById(ids.field('sample')) as HTMLInputElement | null

if (file) {
  const preview = byId(ids.recordedPreview)
  const player = preview.querySelector('audio')!
  const error = byId(ids.fieldError('sample'))
  const show = () => {
    const chosen = file.files?.[0]
    if (player.src !== '') URL.revokeObjectURL(player.src)
    const tooLarge = chosen !== undefined && chosen.size > Number(file.dataset.maxBytes)
    error.hidden = !tooLarge
    error.textContent = tooLarge ? file.dataset.tooLarge ?? '' : ''
    file.toggleAttribute('aria-invalid', tooLarge)
    preview.hidden = chosen === undefined
    if (chosen) player.src = URL.createObjectURL(chosen)
    else player.removeAttribute('src')
  }
  file.addEventListener('change', show)
  file.form?.addEventListener('submit', (event) => {
    if (!error.hidden) event.preventDefault()
  })
  if (recorder) {
    runRecorder(recorder, {
      take(recorded) {
        const transfer = new DataTransfer()
        transfer.items.add(recorded)
        file.files = transfer.files
        show()
      },
    })
  }
}

// The list may come anew, so its forms are listened to from above.
document.addEventListener('submit', (event) => {
  const form = (event.target as HTMLElement).closest<HTMLFormElement>('form[data-voice-test]')
  if (!form) return
  event.preventDefault()
  const player = form.querySelector('audio')!
  const note = form.querySelector<HTMLElement>('[role=status]')!
  const say = (what: 'working' | 'failed' | null) => {
    note.hidden = what === null
    note.textContent = what === null ? '' : note.dataset[what] ?? ''
  }
  const language = new FormData(form).get('language')
  player.onplaying = () => say(null)
  player.onerror = () => {
    say('failed')
    player.hidden = true
  }
  say('working')
  player.hidden = false
  player.src = `${form.action}?${new URLSearchParams({ language: String(language) })}`
  // A browser that wants another press to play has its own button for it.
  player.play().catch(() => {})
})
