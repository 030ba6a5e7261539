import type { Transcript } from '../../domain/caption.ts'
import type { Pcm } from '../../domain/audio.ts'
import { checkAudio } from './check_audio.ts'
import type { RecogniseOptions, Recogniser } from './recogniser.ts'

export interface ScriptedRecogniser extends Recogniser {
  /** What was asked for, in order. */
  readonly asked: { readonly pcm: Pcm; readonly options: RecogniseOptions }[]
  readonly closed: boolean
}

export interface RecogniserScript {
  /** What a segment says; a list is answered in order, its last line again and again. */
  readonly says?: string | readonly string[] | ((pcm: Pcm, options: RecogniseOptions) => string)
  /** Anything else that the transcripts should hold. */
  readonly transcript?: Partial<Transcript>
  /** What a call waits for and throws. */
  readonly before?: (pcm: Pcm, options: RecogniseOptions) => Promise<void>
}

/** For tests: a recogniser that needs no weights. It refuses the audio that the real one refuses. */
export function createScriptedRecogniser({ says = 'Hello.', transcript = {}, before = async () => {} }: RecogniserScript = {}): ScriptedRecogniser {
  const asked: ScriptedRecogniser['asked'] = []
  let closed = false
  const line = (pcm: Pcm, options: RecogniseOptions, index: number): string => {
    if (typeof says === 'function') return says(pcm, options)
    return typeof says === 'string' ? says : (says[Math.min(index, says.length - 1)] ?? '')
  }
  return {
    asked,
    get closed() {
      return closed
    },
    async recognise(pcm, options) {
      checkAudio(pcm)
      const index = asked.push({ pcm, options }) - 1
      await before(pcm, options)
      options.signal?.throwIfAborted()
      const text = line(pcm, options, index)
      return {
        text,
        language: options.language ?? 'en',
        languageProbability: 1,
        confidence: text ? 0.9 : 0,
        phrases: text ? [{ text, startMs: 0, endMs: (pcm.length * 1000) / 16_000 }] : [],
        filtered: null,
        tokens: [],
        timing: { melMs: 0, encodeMs: 0, decodeMs: 0, windowMs: 30_000, attempts: 1 },
        model: 'scripted',
        ...transcript,
      }
    },
    async close() {
      closed = true
    },
  }
}
