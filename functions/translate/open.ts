import type { Cache } from '../../infra/cache/cache.ts'
import { createMemoryCache } from '../../infra/cache/memory.ts'
import type { Config } from '../../infra/config.ts'
import type { Log } from '../../infra/log.ts'
import type { Metrics } from '../../infra/metrics/metrics.ts'
import type { ModelStore } from '../../models/store/store.ts'
import { openFirefoxPairs } from '../../models/translation/firefox/pairs.ts'
import { openTranslator } from '../../models/translation/open.ts'
import { createTranslateApp } from './app.ts'
import { createLanguages } from './languages.ts'

export interface OpenTranslateOptions {
  readonly config: Config
  readonly store: ModelStore
  /** Keeps what was translated once, for other processes as well where it is shared; whoever gives it closes it. Null: one of its own, in memory. */
  readonly cache: Cache | null
  readonly log: Log
  readonly metrics?: Metrics
}

/** The translate function with every engine that the configuration allows. Throws DomainError `model-unavailable`. */
export async function openTranslate({ config, store, cache, log, metrics }: OpenTranslateOptions) {
  const { LIBRETRANSLATE_URL: url, LIBRETRANSLATE_API_KEY: apiKey, PARLEY_CACHE: cacheFolder, FIREFOX_MODELS_URL, LANGUAGES_ON_DEMAND: allowed } = config
  const pairs = openFirefoxPairs({ cacheFolder, url: FIREFOX_MODELS_URL, log })
  const own = cache ? null : createMemoryCache()
  const translator = await openTranslator({ store, cache: cache ?? own!, log, pairs, libreTranslate: url ? { url, apiKey } : null, ...(metrics ? { metrics } : {}) })
  const languages = createLanguages({ translator, firefox: translator.firefox && { engine: translator.firefox, pairs }, allowed, log })
  return {
    app: createTranslateApp({ translator, languages, log }),
    async close() {
      await languages.close()
      await translator.close()
      await own?.close()
    },
  }
}
