import type { Language } from '../../domain/language.ts'
import type { Speaker } from './speaker.ts'
import type { SpeakRequest, Voice } from './voice.ts'

export interface VoiceScript {
  readonly engine?: string
  readonly languages?: readonly Language[]
  /** The sound of a text; by default one piece of as many samples as the text has characters, each 1. */
  readonly sound?: (request: SpeakRequest, signal: AbortSignal) => AsyncIterable<Int16Array> | Iterable<Int16Array>
}

export interface ScriptedVoice extends Voice {
  /** Texts in the order in which they were asked for. */
  readonly asked: string[]
}

/** A voice for tests that says what its script says. */
export function createScriptedVoice({ engine = 'scripted', languages = ['en', 'pt'], sound = ({ text }) => [new Int16Array(text.length).fill(1)] }: VoiceScript = {}): ScriptedVoice {
  const asked: string[] = []
  return {
    engine,
    asked,
    speaks: (language) => languages.includes(language),
    async *speak(request, { signal }) {
      asked.push(request.text)
      signal.throwIfAborted()
      for await (const piece of sound(request, signal)) {
        signal.throwIfAborted()
        yield piece
      }
    },
    async close() {},
  }
}

/** A speaker for tests, of one voice. */
export function createScriptedSpeaker(script: VoiceScript = {}): Speaker & { readonly asked: readonly string[] } {
  const voice = createScriptedVoice(script)
  return {
    asked: voice.asked,
    async speak(request, options) {
      const pieces = voice.speak(request, options)[Symbol.asyncIterator]()
      const first = await pieces.next()
      return {
        engine: voice.engine,
        audio: (async function* () {
          if (first.done) return
          yield first.value
          yield* { [Symbol.asyncIterator]: () => pieces }
        })(),
      }
    },
    spoken: () => ({ languages: (script.languages ?? ['en', 'pt']).map((language) => ({ language, engine: voice.engine })), google: false }),
    async close() {},
  }
}
