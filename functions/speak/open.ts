import type { Config } from '../../infra/config.ts'
import type { Log } from '../../infra/log.ts'
import type { Metrics } from '../../infra/metrics/metrics.ts'
import type { ModelStore } from '../../models/store/store.ts'
import { openSpeaker } from '../../models/tts/open.ts'
import { createSpeakApp } from './app.ts'

export interface OpenSpeakOptions {
  readonly config: Pick<Config, 'PARLEY_CACHE' | 'GOOGLE_TTS'>
  readonly store: ModelStore
  readonly log: Log
  readonly metrics?: Metrics
}

/** The speak function with every voice that the configuration allows. Throws DomainError `model-unavailable`. */
export async function openSpeak({ config, store, log, metrics }: OpenSpeakOptions) {
  const speaker = await openSpeaker({ store, cacheFolder: config.PARLEY_CACHE, google: config.GOOGLE_TTS ? {} : null, log, ...(metrics ? { metrics } : {}) })
  return { app: createSpeakApp({ speaker, log }), close: () => speaker.close() }
}
