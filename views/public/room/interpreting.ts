import type { Notifications } from '../../../domain/signaling.ts'
import { ids } from '../../ids.ts'
import type { VoiceNews } from '../../parts/voice.tsx'
import { byId, showNote } from './dom.ts'
import { recall, remember } from './stored.ts'

type News = Notifications['interpreting']

/** What is to be said of all voices at once: what was left out, then why it is the quick voice, then how fast it goes; null: nothing. */
export function voiceNews(voices: Iterable<Pick<News, 'fast' | 'unspoken' | 'quick'>>): VoiceNews | null {
  let fast = false
  let quick: News['quick'] = null
  for (const voice of voices) {
    if (voice.unspoken) return voice.unspoken
    fast ||= voice.fast
    quick ??= voice.quick
  }
  if (quick) return `quick-${quick}`
  return fast ? 'fast' : null
}

/** The share of the original voice that is left, [0, 1], from what the slider or the device says in percent. */
export function duckLevel(percent: string | null): number {
  const value = percent === null || percent.trim() === '' ? Number.NaN : Number(percent)
  return Number.isFinite(value) ? Math.min(100, Math.max(0, value)) / 100 : 0.2
}

export interface Interpreting {
  receive(news: News): void
  /** We do not receive the voice over this person any more. */
  ended(peerId: string): void
  clear(): void
  /** Whether this person is spoken over just now. */
  over(peerId: string): boolean
  /** How loud someone is while they are spoken over, [0, 1]. */
  readonly level: number
}

/** Who is interpreted for us: the note that says how it goes, and the slider for what is left of the original. */
export function runInterpreting(onChange: () => void): Interpreting {
  const voices = new Map<string, News>()
  const note = byId(ids.voiceNote)
  const slider = byId<HTMLInputElement>(ids.duck)
  let level = duckLevel(recall('duck'))
  const show = () => {
    showNote(note, voiceNews(voices.values()))
    onChange()
  }
  slider.value = String(Math.round(level * 100))
  slider.addEventListener('input', () => {
    level = duckLevel(slider.value)
    onChange()
  })
  slider.addEventListener('change', () => remember('duck', slider.value))
  return {
    receive(news) {
      voices.set(news.peerId, news)
      show()
    },
    ended(peerId) {
      if (voices.delete(peerId)) show()
    },
    clear() {
      voices.clear()
      show()
    },
    over: (peerId) => voices.get(peerId)?.playing ?? false,
    get level() {
      return level
    },
  }
}
