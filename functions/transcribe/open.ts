import type { Config } from '../../infra/config.ts'
import type { Log } from '../../infra/log.ts'
import type { ModelStore } from '../../models/store/store.ts'
import { createTranscribeApp } from './app.ts'
import { openRecogniser } from './open_recogniser.ts'
import type { OpenRecogniserOptions } from './open_recogniser.ts'

export interface OpenTranscribeOptions extends Pick<OpenRecogniserOptions, 'onHeard'> {
  readonly config: Config
  readonly store: ModelStore
  readonly log: Log
}

/** The transcribe function with its model loaded and warm. Throws DomainError `model-unavailable`. */
export async function openTranscribe({ config, store, log, onHeard }: OpenTranscribeOptions) {
  const recogniser = await openRecogniser({ config, store, log, onHeard })
  return { app: createTranscribeApp({ recogniser, log }), close: () => recogniser.close() }
}
