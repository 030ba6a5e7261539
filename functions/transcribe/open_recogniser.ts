import { stat } from 'node:fs/promises'
import { basename, isAbsolute, join, resolve } from 'node:path'
import { DomainError } from '../../domain/errors.ts'
import type { Config } from '../../infra/config.ts'
import type { Log } from '../../infra/log.ts'
import type { CounterLabels } from '../../infra/metrics/catalogue.ts'
import type { Metrics } from '../../infra/metrics/metrics.ts'
import { modelBytes, modelEntry } from '../../models/registry.ts'
import type { ModelId } from '../../models/registry.ts'
import { keepSpeed } from '../../models/store/speeds.ts'
import type { ModelStore } from '../../models/store/store.ts'
import { openWhisper } from '../../models/whisper/open.ts'
import type { Recogniser } from '../../models/whisper/recogniser.ts'
import type { RoutedModel } from '../../models/whisper/route/candidate.ts'
import { freeMemory } from '../../models/whisper/route/free_memory.ts'
import { openRoute } from '../../models/whisper/route/route.ts'
import { readTraits } from '../../models/whisper/traits.ts'
import type { StatedTraits } from '../../models/whisper/traits.ts'

const BUNDLED = 'whisper-base'

interface Known {
  readonly id: ModelId
  /** Its work by the bundled model's: layers and width of its encoder and decoder. */
  readonly work: number
}

/** Whispers that are better than the bundled one, the best first. */
const KNOWN: readonly Known[] = [{ id: 'phowhisper-small', work: 4 }, { id: 'whisper-small', work: 4 }]

export interface OpenRecogniserOptions {
  readonly config: Pick<Config, 'WHISPER_MODEL' | 'WHISPER_THREADS' | 'PARLEY_CACHE'>
  readonly store: ModelStore
  readonly log: Log
  readonly metrics: Metrics
}

/**
 * Recognition by the models that WHISPER_MODEL names: `auto` for the best for each language, a model's name, or the path of a folder with a
 * Whisper in transformers.js layout. Throws DomainError `model-unavailable` where that is neither here nor may be fetched, and says what to do.
 */
export async function openRecogniser({ config, store, log, metrics }: OpenRecogniserOptions): Promise<Recogniser> {
  const inMemory = new Set<string>()
  const stopWatching = metrics.watch({ modelBytes: () => [...inMemory].map((id) => ({ model: labelOf(id), value: bytesOf(id) })) })
  const openFolder = async (id: string, folder: string, stated?: StatedTraits): Promise<Recogniser> => {
    const recogniser = await openWhisper({ folder, model: id, stated, threads: config.WHISPER_THREADS, cacheFolder: config.PARLEY_CACHE, log })
    inMemory.add(id)
    return {
      ...recogniser,
      async close() {
        inMemory.delete(id)
        await recogniser.close()
      },
    }
  }
  const routed = ({ id, work }: Known, { forced = false } = {}): RoutedModel => {
    const entry = modelEntry(id)
    const languages = !forced && entry.languages.length === 1 ? entry.languages : 'any'
    return {
      id, languages, work, forced, bytes: modelBytes(entry),
      find: () => store.find(id),
      fetch: store.fetchable(id) ? (signal) => store.locate(id, { signal }) : null,
      open: (folder) => openFolder(id, folder, entry.whisper),
    }
  }
  const models = async (): Promise<RoutedModel[]> => {
    const wanted = config.WHISPER_MODEL
    if (wanted === 'auto') return KNOWN.map((known) => routed(known))
    if (wanted === BUNDLED) return []
    const known = KNOWN.find(({ id }) => id === wanted)
    if (known) {
      // What is not here and may not be fetched says what to do.
      if (!store.fetchable(known.id)) await store.locate(known.id)
      return [routed(known, { forced: true })]
    }
    if (isAbsolute(wanted) || /[/\\]/.test(wanted)) return [await ownModel(resolve(wanted), openFolder)]
    const names = ['auto', BUNDLED, ...KNOWN.map(({ id }) => id)].join(', ')
    throw new DomainError('model-unavailable', `WHISPER_MODEL names "${wanted}", which is no model: choose one of ${names}, or give the path of a folder`)
  }
  const route = await openRoute({
    bundled: { id: BUNDLED, open: async () => openFolder(BUNDLED, await store.locate(BUNDLED)) },
    models: await models(), machine: { freeBytes: freeMemory }, log,
    onMeasured: ({ model, realTimeFactor }) => void keepSpeed(config.PARLEY_CACHE, model, { value: realTimeFactor, unit: 'realtime' })
      .catch((error: unknown) => log.debug('model-speed-not-kept', { model, error })),
    onHeard: ({ model, outcome }) => metrics.count('recognised', { model: labelOf(model), outcome }),
  })
  return {
    ...route,
    async close() {
      stopWatching()
      await route.close()
    },
  }
}

/** 0 for a model of an operator's own. */
function bytesOf(id: string): number {
  return id === BUNDLED || KNOWN.some((known) => known.id === id) ? modelBytes(modelEntry(id as ModelId)) ?? 0 : 0
}

function labelOf(model: string): CounterLabels<'recognised'>['model'] {
  const known = [BUNDLED, 'phowhisper-small', 'whisper-small'] as const
  return known.find((id) => id === model) ?? 'own'
}

/** A Whisper in an operator's own folder. */
async function ownModel(folder: string, open: (id: string, folder: string) => Promise<Recogniser>): Promise<RoutedModel> {
  // Whether it is one is told at the start rather than in a log line later.
  await readTraits(folder)
  const sizes = await Promise.all(['encoder_model', 'decoder_model_merged'].map(async (name) => (await stat(join(folder, 'onnx', `${name}_quantized.onnx`))).size))
    .catch((cause: Error) => {
      throw new DomainError('model-unavailable', `The model in "${folder}" is not in transformers.js layout, dtype q8: ${cause.message}`, { cause })
    })
  const id = basename(folder)
  return {
    id, languages: 'any', work: 1, forced: true, bytes: sizes.reduce((sum, size) => sum + size, 0),
    find: async () => folder, fetch: null, open: () => open(id, folder),
  }
}
