import { createMemoryCache } from '../../infra/cache/memory.ts'
import type { Config } from '../../infra/config.ts'
import type { Log } from '../../infra/log.ts'
import type { ModelStore } from '../../models/store/store.ts'
import { openTranslator } from '../../models/translation/open.ts'
import { createTranslateApp } from './app.ts'

/** The translate function with every engine that the configuration allows. Throws DomainError `model-unavailable`. */
export async function openTranslate({ config, store, log }: { config: Config; store: ModelStore; log: Log }) {
  const { LIBRETRANSLATE_URL: url, LIBRETRANSLATE_API_KEY: apiKey } = config
  const translator = await openTranslator({ store, cache: createMemoryCache(), log, libreTranslate: url ? { url, apiKey } : null })
  return { app: createTranslateApp({ translator, log }), close: () => translator.close() }
}
