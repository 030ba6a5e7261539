import type { DubRequest, LiveCause } from '../../domain/dub.ts'
import type { Language } from '../../domain/language.ts'
import type { Speech } from '../../models/tts/speaker.ts'

/** Speaks captions in their speakers' own voices while these are made; with the quick voice where that cannot be, so that nothing stays unsaid. */
export interface ClonedSpeaker {
  /** In which languages; others are left to the quick voice alone. */
  readonly languages: readonly Language[]
  /** Somebody will be spoken in a language soon. Answers at once and never throws. */
  prepare(who: Pick<DubRequest, 'roomId' | 'peerId' | 'language'>): void
  /** A caption that is going to be said: until it was, or is left, nobody else makes its clone. */
  begin(request: DubRequest): LiveDub
}

export interface LiveDub {
  /** As `Speaker.speak`. `onQuick` hears why the quick voice speaks, all of it or what is left; speed is the quick voice's alone. */
  speak(options: { readonly speed?: number; readonly signal: AbortSignal; readonly onQuick: (cause: LiveCause) => void }): Promise<Speech>
  /** It is not said. Nothing happens when it was. */
  leave(): void
}
