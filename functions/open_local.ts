import { createMemoryCache } from '../infra/cache/memory.ts'
import type { Config } from '../infra/config.ts'
import type { Log } from '../infra/log.ts'
import type { ModelStore } from '../models/store/store.ts'
import { openTranslator } from '../models/translation/open.ts'
import { openWhisper } from '../models/whisper/open.ts'
import type { MeshOptions } from './mesh/mesh.ts'
import { createTranscribeApp } from './transcribe/app.ts'
import { createTranslateApp } from './translate/app.ts'

export interface LocalFunctions {
  readonly apps: MeshOptions['apps']
  close(): Promise<void>
}

/**
 * The functions that need models and whose URL is not set, in this process, loaded and warm.
 * Throws DomainError `model-unavailable` that says what to do.
 */
export async function openLocalFunctions({ config, store, log }: { config: Config; store: ModelStore; log: Log }): Promise<LocalFunctions> {
  const [transcribe, translate] = await Promise.all([
    config.TRANSCRIBE_URL ? null : openTranscribe({ config, store, log }),
    config.TRANSLATE_URL ? null : openTranslate({ config, store, log }),
  ])
  return {
    apps: { ...(transcribe && { transcribe: transcribe.app }), ...(translate && { translate: translate.app }) },
    async close() {
      await Promise.all([transcribe?.close(), translate?.close()])
    },
  }
}

async function openTranscribe({ config, store, log }: { config: Config; store: ModelStore; log: Log }) {
  const model = 'whisper-base'
  const recogniser = await openWhisper({ folder: await store.locate(model), model, threads: config.WHISPER_THREADS, log })
  return { app: createTranscribeApp({ recogniser, log }), close: () => recogniser.close() }
}

async function openTranslate({ config, store, log }: { config: Config; store: ModelStore; log: Log }) {
  const { LIBRETRANSLATE_URL: url, LIBRETRANSLATE_API_KEY: apiKey } = config
  const translator = await openTranslator({ store, cache: createMemoryCache(), log, libreTranslate: url ? { url, apiKey } : null })
  return { app: createTranslateApp({ translator, log }), close: () => translator.close() }
}
