import type { Config } from '../../infra/config.ts'
import type { Log } from '../../infra/log.ts'
import type { ModelStore } from '../../models/store/store.ts'
import { openWhisper } from '../../models/whisper/open.ts'
import { createTranscribeApp } from './app.ts'

const MODEL = 'whisper-base'

/** The transcribe function with its model loaded and warm. Throws DomainError `model-unavailable`. */
export async function openTranscribe({ config, store, log }: { config: Config; store: ModelStore; log: Log }) {
  const recogniser = await openWhisper({ folder: await store.locate(MODEL), model: MODEL, threads: config.WHISPER_THREADS, log })
  return { app: createTranscribeApp({ recogniser, log }), close: () => recogniser.close() }
}
