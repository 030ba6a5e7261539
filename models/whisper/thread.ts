import { readFile } from 'node:fs/promises'
import type { Pcm } from '../../domain/audio.ts'
import type { Language } from '../../domain/language.ts'
import { serveThread } from '../runtime/serve_thread.ts'
import { createKnownHallucinations } from './filter/known.ts'
import type { HarvestedText } from './filter/known.ts'
import type { RecogniseOptions } from './recogniser.ts'
import { openEar } from './session/hear.ts'
import type { StatedTraits } from './traits.ts'
import { transcribe } from './transcribe.ts'
import { FULL_WINDOW } from './window.ts'

export interface WhisperThreadData {
  readonly folder: string
  readonly model: string
  /** onnxruntime's threads. */
  readonly threads: number
  /** Where changed graphs are kept. */
  readonly cacheFolder: string | null
  readonly stated?: StatedTraits
}

export interface WhisperThreadInput {
  readonly pcm: Pcm
  readonly language: Language | null
  readonly expected: Language | null
  readonly window: NonNullable<RecogniseOptions['window']>
  readonly draft: readonly number[]
  readonly hints: readonly string[]
  readonly wordTimes: boolean
  readonly spoken: boolean
}

/** Segments that are heard at once: while one goes through the encoder, the others' tokens share the decoder's steps. */
const AT_ONCE = 4
/** Speech of an ordinary utterance, for the warm-up. */
const TYPICAL_SAMPLES = 64_000

await serveThread(async ({ folder, model, threads, cacheFolder, stated }: WhisperThreadData) => {
  const [ear, known] = await Promise.all([openEar(folder, { threads, cacheFolder, stated }), readKnown()])
  return {
    /** Why it hears in full windows alone, or null. */
    fullWindowsBecause: async () => ear.fullWindowsBecause,
    recognise: (input: WhisperThreadInput, { signal }) => transcribe(ear, input.pcm, { ...input, signal, known, model }),
    /** Runs every kind of window once, so that the first speaker does not wait for memory to be laid out. */
    async warm(_: null, { signal }) {
      const hum = Float32Array.from({ length: TYPICAL_SAMPLES }, (_, n) => 0.1 * Math.sin(n / 20))
      for (const window of [FULL_WINDOW, ear.windows.secondLive(hum.length), ear.windows.sized(hum.length)]) {
        await ear.understand(await ear.listen(hum, window, { signal }), { language: null, stopInDoubt: false, signal })
      }
    },
  }
}, { atOnce: AT_ONCE })

async function readKnown() {
  const file = new URL('./filter/harvested.json', import.meta.url)
  const { texts } = JSON.parse(await readFile(file, 'utf8')) as { texts: HarvestedText[] }
  return createKnownHallucinations(texts)
}
