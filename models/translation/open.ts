import type { Cache } from '../../infra/cache/cache.ts'
import { countStageCpu } from '../../infra/cpu/count_stage_cpu.ts'
import type { Log } from '../../infra/log.ts'
import type { Metrics } from '../../infra/metrics/metrics.ts'
import { noMetrics } from '../../infra/metrics/metrics.ts'
import { MODELS, translationPairs } from '../registry.ts'
import type { ModelStore } from '../store/store.ts'
import { createBergamot } from './bergamot/engine.ts'
import { bySentence } from './by_sentence.ts'
import { withCache } from './cached.ts'
import { withFaithfulness } from './faithful/with_faithfulness.ts'
import { createFirefox } from './firefox/engine.ts'
import type { FirefoxEngine } from './firefox/engine.ts'
import type { FirefoxPairs } from './firefox/pairs.ts'
import { createLibreTranslate } from './libretranslate.ts'
import { createNllb } from './nllb/engine.ts'
import { routeTranslations } from './route.ts'
import type { Translator } from './translator.ts'
import { withWarmth } from './warm.ts'
import { withPrevious } from './with_previous.ts'

export interface OpenOptions {
  readonly store: ModelStore
  readonly cache: Cache
  readonly log: Log
  readonly metrics?: Metrics
  readonly libreTranslate?: { readonly url: string; readonly apiKey?: string } | null
  /** Directions that were fetched, and those that are while this runs. */
  readonly pairs?: FirefoxPairs | null
}

export interface OpenedTranslator extends Translator {
  /** Null without `pairs`. */
  readonly firefox: FirefoxEngine | null
}

/**
 * Every engine that the configuration allows, in the order of choice: Bergamot (bundled, warm when this resolves), Firefox
 * Translations' directions that were fetched (loaded when they are needed), NLLB-200 (hub; serves once it is loaded, in the background),
 * LibreTranslate (serves once its list of languages is known). A text goes through them sentence by sentence: each is answered from the cache, or
 * translated so that what must stay stays; common phrases are put there while nobody speaks.
 */
export async function openTranslator({ store, cache, log, metrics = noMetrics, libreTranslate = null, pairs = null }: OpenOptions): Promise<OpenedTranslator> {
  const directions = []
  for (const { id, from, to } of translationPairs()) {
    const folder = await store.find(id)
    if (folder) directions.push({ id, from, to, folder, version: weightsOf(id) })
    else log.warn('translation-model-missing', { model: id })
  }
  const onBatch = (sentences: number) => metrics.observe('translateBatch', {}, sentences)
  const engines: Translator[] = []
  const bergamot = directions.length > 0 ? await createBergamot({ directions, onBatch }) : null
  if (bergamot) engines.push(bergamot)
  const firefox = pairs && await createFirefox({ pairs, near: bergamot && { translator: bergamot, directions }, log })
  if (firefox) engines.push(firefox)
  if ((await store.find('nllb-200-distilled-600M')) !== null || store.fetchable('nllb-200-distilled-600M')) {
    engines.push(createNllb({ store, log, onBatch }))
  }
  if (libreTranslate) engines.push(createLibreTranslate({ ...libreTranslate, log }))
  const faithful = withFaithfulness(routeTranslations(engines, { log, metrics }), {
    onFault: ({ kind, mended }) => metrics.count('translationFaults', { kind, outcome: mended ? 'mended' : 'kept' }),
  })
  const translator = withWarmth(bySentence(withCache(withPrevious(faithful), { cache, log, metrics })), { pairs: directions, log })
  const stopCounting = countStageCpu('translate', { metrics })
  return {
    ...translator, firefox,
    async close() {
      stopCounting()
      await translator.close()
    },
  }
}

/** Short for what the registry says of a model's weights. */
function weightsOf(id: string): string {
  const { files } = MODELS[id as keyof typeof MODELS]
  return files.find(({ path }) => path === 'model.bin')?.sha256?.slice(0, 12) ?? id
}
