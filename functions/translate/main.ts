import { createMemoryCache } from '../../infra/cache/memory.ts'
import { readConfig } from '../../infra/config.ts'
import { createLog } from '../../infra/log.ts'
import { createModelStore } from '../../models/store/store.ts'
import { openTranslator } from '../../models/translation/open.ts'
import { endUnderDeno } from '../mesh/end_under_deno.ts'
import { requiredMeshKey, serveAlone } from '../mesh/serve_alone.ts'
import { createTranslateApp } from './app.ts'

// `node --import tsx functions/serve.ts translate`, or `deno serve -A functions/translate/main.ts`.
const config = readConfig()
const log = createLog({ level: config.LOG_LEVEL, write: console.log }, { process: 'translate' })
const key = requiredMeshKey(config)
const { LIBRETRANSLATE_URL: url, LIBRETRANSLATE_API_KEY: apiKey } = config
const store = createModelStore({ cacheFolder: config.PARLEY_CACHE, models: config.PARLEY_MODELS, hubUrl: config.HF_ENDPOINT, log })
const translator = await openTranslator({ store, cache: createMemoryCache(), log, libreTranslate: url ? { url, apiKey } : null })

export default serveAlone(createTranslateApp({ translator, log }), { key, log })

/** Ends the threads of the models. */
export async function close(): Promise<void> {
  await translator.close()
}

endUnderDeno(close)
