import { createHash } from 'node:crypto'
import { DomainError } from '../../../domain/errors.ts'
import type { Language } from '../../../domain/language.ts'
import { toFloat, toInt16 } from '../../tts/samples.ts'
import { loadPocketModel } from './model.ts'
import type { PocketModel, Voice } from './model.ts'
import { prepareText } from './prepare_text.ts'

/** A language takes some 200 MB, a voice that was heard 50 MB. */
const MODELS_MAX = 2
const VOICES_MAX = 3
/** The first sound soon, then pieces that cost less for each frame. */
const FIRST_FRAMES = 2
const PIECE_FRAMES = 12

export interface PocketVoice {
  /** Of the language's bundle. */
  readonly folder: string
  /** PCM s16 24 kHz mono. */
  readonly reference: Int16Array
}

export interface PocketRequest extends PocketVoice {
  readonly language: Language
  readonly text: string
}

export interface PocketSpeaker {
  /** Loads a language and hears a voice, which stay for as long as their place is not needed. Throws DomainError `model-unavailable`. */
  prepare(voice: PocketVoice): Promise<void>
  /** PCM s16 24 kHz mono as it is made. Throws DomainError `clone-refused` for a text without words, `model-unavailable`. */
  speak(request: PocketRequest): AsyncGenerator<Int16Array>
  close(): Promise<void>
}

/** Pocket TTS of every language that it is asked for: models and voices are kept for as long as others do not need their place. */
export function createPocketSpeaker({ noise = gaussian, threads = 2 }: { noise?: () => number; threads?: number } = {}): PocketSpeaker {
  const models = new Map<string, Promise<PocketModel>>()
  const voices = new Map<string, Promise<Voice>>()

  const modelOf = (folder: string) => recall(models, folder, {
    make: () => loadPocketModel(folder, { threads }), max: MODELS_MAX, drop: (old) => void old.then((model) => model.close(), () => {}),
  })
  const voiceOf = (model: PocketModel, { folder, reference }: PocketVoice) => {
    const key = createHash('sha256').update(folder).update(new Uint8Array(reference.buffer, reference.byteOffset, reference.byteLength)).digest('hex')
    return recall(voices, key, { make: () => model.hearVoice(toFloat(reference)), max: VOICES_MAX, drop: () => {} })
  }
  return {
    async prepare(voice) {
      await voiceOf(await modelOf(voice.folder), voice)
    },
    async *speak(request) {
      const model = await modelOf(request.folder)
      const parts = prepareText(request.text, request.language, model)
      if (parts.length === 0) throw new DomainError('clone-refused', 'Cannot speak a text without words')
      const voice = await voiceOf(model, request)
      for (const { ids, framesAfterEnd } of parts) {
        const decode = model.decoder()
        let waiting: Float32Array[] = []
        let due = FIRST_FRAMES
        for await (const latent of model.speak(ids, voice, { framesAfterEnd, noise })) {
          waiting.push(latent)
          if (waiting.length < due) continue
          yield toInt16(await decode(waiting))
          waiting = []
          due = Math.min(PIECE_FRAMES, 2 * due)
        }
        if (waiting.length > 0) yield toInt16(await decode(waiting))
      }
    },
    async close() {
      const loaded = [...models.values()]
      models.clear()
      voices.clear()
      await Promise.all(loaded.map((one) => one.then((model) => model.close(), () => {})))
    },
  }
}

/** What is kept under the key, else made; the one that was not used for longest gives way. What failed is made anew next time. */
function recall<T>(kept: Map<string, Promise<T>>, key: string, { make, max, drop }: { make: () => Promise<T>; max: number; drop: (old: Promise<T>) => void }): Promise<T> {
  const found = kept.get(key) ?? make()
  kept.delete(key)
  kept.set(key, found)
  found.catch(() => kept.delete(key))
  const [oldest] = kept.keys()
  if (kept.size > max && oldest !== undefined) {
    drop(kept.get(oldest)!)
    kept.delete(oldest)
  }
  return found
}

/** Box and Muller: normal, mean 0, variance 1. */
function gaussian(): number {
  return Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random())
}
