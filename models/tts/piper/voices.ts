import { join } from 'node:path'
import { DomainError } from '../../../domain/errors.ts'
import type { Language } from '../../../domain/language.ts'
import type { Log } from '../../../infra/log.ts'
import { MODELS, modelEntry } from '../../registry.ts'
import type { ModelId } from '../../registry.ts'
import type { ModelStore } from '../../store/store.ts'
import type { Espeak } from '../espeak/espeak.ts'
import type { Voice } from '../voice.ts'
import { openPiper } from './piper.ts'

/** A voice that could not be opened is not tried again with every sentence, ms. */
const AGAIN_MS = 60_000

export interface PiperVoicesOptions {
  readonly store: Pick<ModelStore, 'find'>
  readonly cacheFolder: string
  readonly espeak: Pick<Espeak, 'phonemes'>
  readonly threads: number
  readonly log: Log
}

interface Known {
  readonly id: ModelId
  readonly model: string
  readonly languages: readonly Language[]
}

/**
 * The Piper voices on this machine, as one: the bundled ones warm when this resolves, pulled ones opened when somebody first hears their language.
 * One that cannot be opened is logged and fails what is asked of it, so that the next engine gets its turn.
 */
export async function openPiperVoices({ store, cacheFolder, espeak, threads, log }: PiperVoicesOptions): Promise<Voice> {
  const known = await knownVoices(store)
  const opened = new Map<ModelId, Promise<Voice>>()
  const open = ({ id, model, languages }: Known): Promise<Voice> => {
    const before = opened.get(id)
    if (before) return before
    const opening = openPiper({ model, languages, cacheFolder, espeak, threads })
    opened.set(id, opening)
    opening.catch((error: unknown) => {
      log.error('voice-not-opened', { model: id, error })
      setTimeout(() => opened.delete(id), AGAIN_MS).unref()
    })
    return opening
  }
  const voiceOf = (language: Language) => known.find(({ languages }) => languages.includes(language))
  await Promise.allSettled(known.filter(({ id }) => modelEntry(id).bundled).map(open))

  return {
    engine: 'piper',
    speaks: (language) => voiceOf(language) !== undefined,
    async *speak(request, options) {
      const voice = voiceOf(request.language)
      if (!voice) throw new DomainError('language-unavailable', `No Piper voice here speaks "${request.language}"`)
      yield* (await open(voice)).speak(request, options)
    },
    async close() {
      await Promise.all([...opened.values()].map((opening) => opening.then((voice) => voice.close(), () => {})))
    },
  }
}

/** Pulled voices stand before the bundled ones: somebody wanted them. */
async function knownVoices(store: Pick<ModelStore, 'find'>): Promise<Known[]> {
  const known: Known[] = []
  for (const id of Object.keys(MODELS) as ModelId[]) {
    const { kind, files, languages } = modelEntry(id)
    const path = files.map((file) => file.path).find((name) => name.endsWith('.onnx'))
    if (kind !== 'text-to-speech' || !id.startsWith('piper-') || !path || languages === 'any') continue
    const folder = await store.find(id)
    if (folder) known.push({ id, model: join(folder, path), languages })
  }
  return known.toSorted((a, b) => Number(modelEntry(a.id).bundled) - Number(modelEntry(b.id).bundled))
}
