import type { Config } from '../../infra/config.ts'
import type { Log } from '../../infra/log.ts'
import { noMetrics } from '../../infra/metrics/metrics.ts'
import type { Metrics } from '../../infra/metrics/metrics.ts'
import type { ModelStore } from '../../models/store/store.ts'
import { createTranscribeApp } from './app.ts'
import { openRecogniser } from './open_recogniser.ts'

export interface OpenTranscribeOptions {
  readonly config: Config
  readonly store: ModelStore
  readonly log: Log
  readonly metrics?: Metrics
}

/** The transcribe function with its model loaded and warm. Throws DomainError `model-unavailable`. */
export async function openTranscribe({ config, store, log, metrics = noMetrics }: OpenTranscribeOptions) {
  const recogniser = await openRecogniser({ config, store, log, metrics })
  return { app: createTranscribeApp({ recogniser, log }), close: () => recogniser.close() }
}
