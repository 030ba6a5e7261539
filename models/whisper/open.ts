import { availableParallelism } from 'node:os'
import type { Transcript } from '../../domain/caption.ts'
import { DomainError } from '../../domain/errors.ts'
import { DeadlineError, withDeadline } from '../../infra/deadline.ts'
import type { Log } from '../../infra/log.ts'
import { startThread } from '../runtime/thread.ts'
import { checkAudio } from './check_audio.ts'
import { startPool } from './pool.ts'
import { HINTS_MAX } from './recogniser.ts'
import type { Recogniser } from './recogniser.ts'
import type { StatedTraits } from './traits.ts'
import type { WhisperThreadData, WhisperThreadInput } from './thread.ts'

export interface OpenWhisperOptions {
  /** A Whisper in transformers.js layout, dtype q8. */
  readonly folder: string
  /** Its name, for transcripts. */
  readonly model: string
  readonly log: Log
  /** Parley's cache, where graphs that were changed for speed are kept. Without one they are used as they came. */
  readonly cacheFolder?: string
  /** What the registry says of the model. */
  readonly stated?: StatedTraits
  /** onnxruntime's threads for each copy; default: the cores, at most 4. */
  readonly threads?: number
  /** Copies of the model, each in its own thread. */
  readonly copies?: number
  /** A call is given up after this, waiting included. */
  readonly timeoutMs?: number
}

const THREADS_MAX = 4
const TIMEOUT_MS = 20_000

/**
 * Loads Whisper into worker threads and warms it. A thread that dies fails its calls (`model-unavailable`) and is
 * started anew for the next one. Throws DomainError `model-unavailable`.
 */
export async function openWhisper({ folder, model, log, cacheFolder, stated, threads, copies = 1, timeoutMs = TIMEOUT_MS }: OpenWhisperOptions): Promise<Recogniser> {
  const data: WhisperThreadData = { folder, model, cacheFolder: cacheFolder ?? null, stated, threads: threads ?? Math.min(THREADS_MAX, availableParallelism()) }
  const pool = await startPool({
    name: model, copies, log, start: () => startThread(new URL('./thread.ts', import.meta.url), data, { name: model, work: 'whisper' }),
  })
  const reason = await pool.call<string | null>('fullWindowsBecause', null)
  if (reason !== null) log.warn('model-full-windows', { model, reason })
  return {
    async recognise(pcm, { language, expected = null, window = 'sized', draft = [], draftModel = model, hints = [], wordTimes = false, spoken = false, signal }) {
      checkAudio(pcm)
      const input: WhisperThreadInput = { pcm, language, expected, window, draft: draftModel === model ? draft : [], hints: hints.slice(0, HINTS_MAX), wordTimes, spoken }
      try {
        return await withDeadline(timeoutMs, [signal], (within) => pool.call<Transcript>('recognise', input, { signal: within }))
      } catch (error) {
        if (!(error instanceof DeadlineError)) throw error
        throw new DomainError('timeout', `Cannot transcribe: "${model}" gave no answer within ${timeoutMs} ms`, { cause: error })
      }
    },
    close: () => pool.close(),
  }
}
