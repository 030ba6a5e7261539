import type { Cache } from '../../infra/cache/cache.ts'
import type { Log } from '../../infra/log.ts'
import { translationPairs } from '../registry.ts'
import type { ModelStore } from '../store/store.ts'
import { createBergamot } from './bergamot/engine.ts'
import { withCache } from './cached.ts'
import { createLibreTranslate } from './libretranslate.ts'
import { createNllb } from './nllb/engine.ts'
import { routeTranslations } from './route.ts'
import type { Translator } from './translator.ts'

export interface OpenOptions {
  readonly store: ModelStore
  readonly cache: Cache
  readonly log: Log
  readonly libreTranslate?: { readonly url: string; readonly apiKey?: string } | null
}

/**
 * Every engine that the configuration allows, in the order of choice: Bergamot (bundled, warm when this resolves), NLLB-200
 * (hub; serves once it is loaded, in the background), LibreTranslate (serves once its list of languages is known).
 */
export async function openTranslator({ store, cache, log, libreTranslate = null }: OpenOptions): Promise<Translator> {
  const directions = []
  for (const { id, from, to } of translationPairs()) {
    const folder = await store.find(id)
    if (folder) directions.push({ id, from, to, folder })
    else log.warn('translation-model-missing', { model: id })
  }
  const engines: Translator[] = []
  if (directions.length > 0) engines.push(await createBergamot({ directions }))
  if ((await store.find('nllb-200-distilled-600M')) !== null || store.fetchable('nllb-200-distilled-600M')) {
    engines.push(createNllb({ store, log }))
  }
  if (libreTranslate) engines.push(createLibreTranslate({ ...libreTranslate, log }))
  return withCache(routeTranslations(engines, { log }), { cache, log })
}
