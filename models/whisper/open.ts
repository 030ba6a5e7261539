import { availableParallelism } from 'node:os'
import type { Transcript } from '../../domain/caption.ts'
import { DomainError } from '../../domain/errors.ts'
import { DeadlineError, withDeadline } from '../../infra/deadline.ts'
import type { Log } from '../../infra/log.ts'
import { startThread } from '../runtime/thread.ts'
import type { Thread } from '../runtime/thread.ts'
import { checkAudio } from './check_audio.ts'
import type { Recogniser } from './recogniser.ts'
import type { WhisperThreadData, WhisperThreadInput } from './thread.ts'

export interface OpenWhisperOptions {
  /** A Whisper in transformers.js layout, dtype q8. */
  readonly folder: string
  /** Its name, for transcripts. */
  readonly model: string
  readonly log: Log
  /** onnxruntime's threads for each copy; default: the cores, at most 4. */
  readonly threads?: number
  /** Copies of the model, each in its own thread. */
  readonly copies?: number
  /** A call is given up after this, waiting included. */
  readonly timeoutMs?: number
  readonly filterKnown?: boolean
}

const THREADS_MAX = 4
const TIMEOUT_MS = 20_000

interface Copy {
  thread: Thread
  atWork: number
}

/**
 * Loads Whisper into worker threads and warms it. A thread that dies fails its calls (`model-unavailable`) and is
 * started anew for the next one. Throws DomainError `model-unavailable`.
 */
export async function openWhisper({ folder, model, log, threads, copies = 1, timeoutMs = TIMEOUT_MS, filterKnown = true }: OpenWhisperOptions): Promise<Recogniser> {
  const data: WhisperThreadData = { folder, model, threads: threads ?? Math.min(THREADS_MAX, availableParallelism()), filterKnown }
  const start = () => startThread(new URL('./thread.ts', import.meta.url), data, { name: model })
  const pool: Copy[] = Array.from({ length: copies }, () => ({ thread: start(), atWork: 0 }))
  const close = async () => {
    await Promise.all(pool.map(({ thread }) => thread.close()))
  }
  try {
    await Promise.all(pool.map(({ thread }) => thread.call('warm', null)))
  } catch (error) {
    await close()
    throw error
  }

  let closed = false
  const leastBusy = (): Copy => {
    if (closed) throw new DomainError('model-unavailable', `Cannot transcribe: "${model}" is closed`)
    const copy = pool.reduce((best, other) => (other.atWork < best.atWork ? other : best))
    if (!copy.thread.alive) {
      log.warn('model-restarted', { model })
      copy.thread = start()
    }
    return copy
  }

  return {
    async recognise(pcm, { language, window = 'sized', signal }) {
      checkAudio(pcm)
      const copy = leastBusy()
      copy.atWork++
      try {
        const input: WhisperThreadInput = { pcm, language, window }
        return await withDeadline(timeoutMs, [signal], (within) => copy.thread.call<Transcript>('recognise', input, { signal: within }))
      } catch (error) {
        if (!(error instanceof DeadlineError)) throw error
        throw new DomainError('timeout', `Cannot transcribe: "${model}" gave no answer within ${timeoutMs} ms`, { cause: error })
      } finally {
        copy.atWork--
      }
    },
    async close() {
      closed = true
      await close()
    },
  }
}
