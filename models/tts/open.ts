import { availableParallelism } from 'node:os'
import { countStageCpu } from '../../infra/cpu/count_stage_cpu.ts'
import type { Log } from '../../infra/log.ts'
import type { Metrics } from '../../infra/metrics/metrics.ts'
import type { ModelStore } from '../store/store.ts'
import { openEspeak } from './espeak/espeak.ts'
import { createGoogle } from './google/google.ts'
import { openPiperVoices } from './piper/voices.ts'
import { routeVoices } from './route.ts'
import type { OrderedVoice } from './route.ts'
import type { Speaker } from './speaker.ts'

/** A second thread halves the wait for a sentence, a third brings little. */
const THREADS_MAX = 2

export interface OpenSpeakerOptions {
  readonly store: Pick<ModelStore, 'find'>
  readonly cacheFolder: string
  /** Whether Google may be asked, and where it is if not at its own address. */
  readonly google?: { readonly url?: string } | null
  readonly log: Log
  readonly metrics?: Metrics
}

/** Every voice that is here, warm, behind the order of each language. Throws DomainError `model-unavailable` where not even espeak-ng starts. */
export async function openSpeaker({ store, cacheFolder, google = null, log, metrics }: OpenSpeakerOptions): Promise<Speaker> {
  const espeak = await openEspeak()
  const piper = await openPiperVoices({ store, cacheFolder, espeak, log, threads: Math.min(THREADS_MAX, availableParallelism()) })
  const voices: OrderedVoice[] = [{ ...piper, engine: 'piper' }, ...(google ? [{ ...createGoogle(google), engine: 'google' as const }] : []), { ...espeak.voice, engine: 'espeak', close: espeak.close }]
  const speaker = routeVoices(voices, { log, ...(metrics ? { metrics } : {}) })
  const stopCounting = metrics && countStageCpu('speak', { metrics })
  return {
    ...speaker,
    async close() {
      stopCounting?.()
      await speaker.close()
    },
  }
}
