import type { Cache } from '../infra/cache/cache.ts'
import type { Config } from '../infra/config.ts'
import type { Log } from '../infra/log.ts'
import type { Metrics } from '../infra/metrics/metrics.ts'
import type { ModelStore } from '../models/store/store.ts'
import type { MeshOptions } from './mesh/mesh.ts'
import { openSpeak } from './speak/open.ts'
import { openTranscribe } from './transcribe/open.ts'
import { openTranslate } from './translate/open.ts'

export interface LocalFunctions {
  readonly apps: MeshOptions['apps']
  close(): Promise<void>
}

export interface LocalOptions {
  readonly config: Config
  readonly store: ModelStore
  /** Shared with other processes; null where there are none. */
  readonly cache: Cache | null
  readonly log: Log
  readonly metrics: Metrics
  /** Whether somebody here asks for speech. */
  readonly speaks?: boolean
}

/**
 * The functions that need models and whose URL is not set, in this process, loaded and warm; recognition only where captions are made.
 * Throws DomainError `model-unavailable` that says what to do.
 */
export async function openLocalFunctions({ config, store, cache, log, metrics, speaks = true }: LocalOptions): Promise<LocalFunctions> {
  const [transcribe, translate, speak] = await Promise.all([
    config.TRANSCRIBE_URL || config.CAPTIONS_WORKERS === 0 ? null : openTranscribe({ config, store, log, metrics }),
    config.TRANSLATE_URL ? null : openTranslate({ config, store, cache, log, metrics }),
    config.SPEAK_URL || !speaks ? null : openSpeak({ config, store, log, metrics }),
  ])
  return {
    apps: { ...(transcribe && { transcribe: transcribe.app }), ...(translate && { translate: translate.app }), ...(speak && { speak: speak.app }) },
    async close() {
      await Promise.all([transcribe?.close(), translate?.close(), speak?.close()])
    },
  }
}
