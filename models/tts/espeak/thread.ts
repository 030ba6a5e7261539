import openEspeak from '@echogarden/espeak-ng-emscripten'
import { DomainError } from '../../../domain/errors.ts'
import { serveThread } from '../../runtime/serve_thread.ts'

export interface PhonemesInput {
  /** espeak-ng's name of the voice, such as `pt-br`. */
  readonly voice: string
  readonly clauses: readonly string[]
}

export interface SynthesizeInput {
  readonly voice: string
  readonly text: string
  /** Words a minute. */
  readonly rate: number
  readonly pitch: number
}

export interface Synthesized {
  /** PCM int16. */
  readonly samples: Int16Array
  readonly rateHz: number
}

// espeak-ng (https://github.com/espeak-ng/espeak-ng) as JavaScript: one instance, and a text takes it a few per cent of its length.
await serveThread(async () => {
  const module = await openEspeak()
  const worker = new module.eSpeakNGWorker()
  const decoder = new TextDecoder()

  const choose = (voice: string) => {
    if (worker.set_voice(voice) !== 0) throw new DomainError('language-unavailable', `espeak-ng has no voice "${voice}"`)
  }
  const phonemes = (text: string): string => {
    const { ptr } = worker.convert_to_phonemes(text, true)
    return decoder.decode(module.HEAPU8.slice(ptr, module.HEAPU8.indexOf(0, ptr)))
  }
  return {
    /** IPA of each clause. */
    async phonemes({ voice, clauses }: PhonemesInput): Promise<string[]> {
      choose(voice)
      return clauses.map(phonemes)
    },
    async synthesize({ voice, text, rate, pitch }: SynthesizeInput): Promise<Synthesized> {
      choose(voice)
      worker.set_rate(rate)
      worker.set_pitch(pitch)
      const pieces: Int16Array[] = []
      worker.synthesize(text, (samples: Int16Array) => {
        pieces.push(samples)
        return false
      })
      const samples = new Int16Array(pieces.reduce((sum, { length }) => sum + length, 0))
      let at = 0
      for (const piece of pieces) {
        samples.set(piece, at)
        at += piece.length
      }
      return { samples, rateHz: worker.samplerate }
    },
  }
})
