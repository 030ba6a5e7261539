import type { Log } from '../../infra/log.ts'
import type { Metrics } from '../../infra/metrics/metrics.ts'
import type { ModelStore } from '../store/store.ts'
import { openEspeak } from './espeak/espeak.ts'
import { routeVoices } from './route.ts'
import type { OrderedVoice } from './route.ts'
import type { Speaker } from './speaker.ts'

export interface OpenSpeakerOptions {
  readonly store: ModelStore
  readonly cacheFolder: string
  readonly log: Log
  readonly metrics?: Metrics
}

/** Every voice that is here, warm, behind the order of each language. Throws DomainError `model-unavailable`. */
export async function openSpeaker({ log, metrics }: OpenSpeakerOptions): Promise<Speaker> {
  const espeak = await openEspeak()
  const voices: OrderedVoice[] = [{ ...espeak.voice, engine: 'espeak', close: espeak.close }]
  return routeVoices(voices, { log, ...(metrics ? { metrics } : {}) })
}
