import { createMemoryCache } from '../../infra/cache/memory.ts'
import { readConfig } from '../../infra/config.ts'
import { createLog } from '../../infra/log.ts'
import { createModelStore } from '../../models/store/store.ts'
import { openTranslator } from '../../models/translation/open.ts'
import { serveAlone } from '../mesh/serve_alone.ts'
import { createTranslateApp } from './app.ts'

// `node --import tsx functions/serve.ts translate`, or `deno serve -A functions/translate/main.ts`.
const config = readConfig()
const log = createLog({ level: config.LOG_LEVEL, write: console.log }, { process: 'translate' })
const { LIBRETRANSLATE_URL: url, LIBRETRANSLATE_API_KEY: apiKey } = config
const store = createModelStore({ cacheFolder: config.PARLEY_CACHE, models: config.PARLEY_MODELS, hubUrl: config.HF_ENDPOINT, log })
// The key is asked for before the models, so that a missing one is told at once.
let app: ReturnType<typeof createTranslateApp> | null = null
const served = serveAlone({ fetch: (request) => app!.fetch(request) }, { config, log })
const translator = await openTranslator({ store, cache: createMemoryCache(), log, libreTranslate: url ? { url, apiKey } : null })
app = createTranslateApp({ translator, log })

export default served

/** Ends the threads of the models. */
export async function close(): Promise<void> {
  await translator.close()
}
