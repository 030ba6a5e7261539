import { join } from 'node:path'
import { openFolderBlobs } from '../infra/blob/folder.ts'
import { createMemoryCache } from '../infra/cache/memory.ts'
import { systemClock } from '../infra/clock.ts'
import type { Config } from '../infra/config.ts'
import type { Log } from '../infra/log.ts'
import { openCloner } from '../models/cloning/open.ts'
import { openSampleModels } from '../models/cloning/open_sample_models.ts'
import type { OpenedSampleModels } from '../models/cloning/open_sample_models.ts'
import { openTextEmbedders } from '../models/embeddings/open_text.ts'
import type { Diarizer } from '../models/diarization/diarizer.ts'
import { openDiarizer } from '../models/diarization/open.ts'
import { createModelStore } from '../models/store/store.ts'
import { createCloneVoiceActivities } from './clone_voice/activities.ts'
import { createIngestDocumentActivities } from './ingest_document/activities.ts'
import { createDiarizationWork } from './diarize_meeting/activities.ts'
import { createDubSpeech } from './synthesize_cloned_speech/activities.ts'
import type { Activities } from './worker.ts'

/** The activities of worker processes, with what they have open. */
export interface Heavy {
  readonly activities: Activities
  close(): Promise<void>
}

/** Opens what heavy activities need: models and blobs, never the database or the bus, which belong to the main process. */
export async function openHeavy({ config, log }: { readonly config: Config; readonly log: Log }): Promise<Heavy> {
  const { PARLEY_CACHE: cacheFolder, PARLEY_MODELS: own, HF_ENDPOINT: hubUrl, HF_TOKEN: hubToken, XTTS_URL: url, XTTS_API_KEY: apiKey } = config
  const store = createModelStore({ cacheFolder, models: own, hubUrl, hubToken, log })
  const blob = await openFolderBlobs(join(config.PARLEY_DATA, 'blobs'))
  const cloner = await openCloner({ choice: config.CLONER, xtts: url ? { url, ...(apiKey ? { apiKey } : {}) } : null, store, log })
  const embedders = openTextEmbedders({ store, log })
  let models: Promise<OpenedSampleModels> | null = null
  const sampleModels = () => models ??= openSampleModels({ store }).catch((error: unknown) => {
    models = null
    throw error
  })
  let opening: Promise<Diarizer> | null = null
  const diarizer = () => opening ??= openDiarizer({ store, log }).catch((error: unknown) => {
    opening = null
    throw error
  })
  return {
    activities: {
      ...createCloneVoiceActivities({ blob, cloner, sampleModels }),
      ...createIngestDocumentActivities({ blob, embedder: () => embedders.best() }),
      ...createDiarizationWork({ blob, diarizer, cache: createMemoryCache({ clock: systemClock }) }),
      ...createDubSpeech({ blob, cloner, cache: createMemoryCache({ clock: systemClock }) }),
    },
    async close() {
      await cloner.close()
      await embedders.close()
      await (await models?.catch(() => null))?.close()
      await (await opening?.catch(() => null))?.close()
    },
  }
}
