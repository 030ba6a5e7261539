import { DomainError } from '../../../domain/errors.ts'
import type { Clock } from '../../../infra/clock.ts'
import { systemClock } from '../../../infra/clock.ts'
import { DeadlineError, withDeadline } from '../../../infra/deadline.ts'
import type { Log } from '../../../infra/log.ts'
import { startThread } from '../../runtime/thread.ts'
import type { Thread } from '../../runtime/thread.ts'
import type { ModelStore } from '../../store/store.ts'
import { createBatches } from '../batch.ts'
import { translateBySentence } from '../by_sentence.ts'
import type { Translator } from '../translator.ts'
import { FLORES } from './flores.ts'
import type { NllbThreadData, NllbThreadInput } from './thread.ts'

const MODEL = 'nllb-200-distilled-600M'
/** Waits between tries to fetch and load the model; the last one repeats. */
const RETRY_MS = [30_000, 120_000, 600_000] as const
/** Progress of the download is logged at every tenth part. */
const PROGRESS_STEPS = 10
/** Sentences of a call: the decoder reads its weights once a step for all of them. */
const BATCH_MAX = 8
/** After this another engine gets its turn; the thread goes on, since native code cannot be stopped within a run. */
const DEADLINE_MS = 8_000

export interface NllbOptions {
  readonly store: ModelStore
  readonly log: Log
  readonly clock?: Clock
  readonly start?: (data: NllbThreadData) => Thread
  /** How many sentences went together. */
  readonly onBatch?: (sentences: number) => void
}

/**
 * NLLB-200 distilled 600M, int8, through transformers.js in one worker thread. It is fetched and loaded in the background,
 * and serves no pair until it is warm. The model knows sentences, not paragraphs: a text is split.
 */
export function createNllb({ store, log, clock = systemClock, start = startNllbThread, onBatch }: NllbOptions): Translator {
  const closing = new AbortController()
  let thread: Thread | null = null
  let cancelRetry = () => {}

  const load = async (attempt: number): Promise<void> => {
    let started: Thread | null = null
    try {
      const folder = await store.locate(MODEL, { signal: closing.signal, onProgress: logProgress(log) })
      closing.signal.throwIfAborted()
      started = start({ folder })
      await started.call('translate', { texts: ['This is a test.'], from: FLORES.en!, to: FLORES.pt! } satisfies NllbThreadInput, { signal: closing.signal })
      thread = started
      log.info('translation-model-ready', { model: MODEL })
    } catch (error) {
      await started?.close()
      if (closing.signal.aborted) return
      const waitMs = RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)]!
      log.error('translation-model-failed', { model: MODEL, retryMs: waitMs, error })
      cancelRetry = clock.after(waitMs, () => void load(attempt + 1))
    }
  }
  void load(0)

  /** A thread that died is replaced in the background, and nothing is served meanwhile. */
  const usable = () => {
    if (thread && !thread.alive && !closing.signal.aborted) {
      thread = null
      void load(0)
    }
    return thread
  }

  const batches = createBatches({ size: BATCH_MAX, ...(onBatch ? { onBatch } : {}), async work(key, texts, called) {
    const [from = '', to = ''] = key.split('>')
    const running = usable()
    if (!running) throw new DomainError('model-unavailable', 'NLLB-200 is not loaded yet')
    try {
      return await withDeadline(DEADLINE_MS, [closing.signal, called], (signal) => running.call<string[]>('translate', { texts, from, to } satisfies NllbThreadInput, { signal }))
    } catch (error) {
      if (!(error instanceof DeadlineError)) throw error
      throw new DomainError('timeout', `NLLB-200 did not answer within ${DEADLINE_MS} ms`, { cause: error })
    }
  } })

  return {
    engine: 'nllb',
    version: () => MODEL,
    serves: (from, to) => usable() !== null && from !== to && FLORES[from] !== undefined && FLORES[to] !== undefined,
    async translate(text, { from, to, signal, background = false }) {
      const [source, target] = [FLORES[from], FLORES[to]]
      if (source === undefined || target === undefined) throw new DomainError('language-unavailable', `NLLB-200 does not know "${from}" or "${to}"`)
      if (!usable()) throw new DomainError('model-unavailable', 'NLLB-200 is not loaded yet')
      const translated = await translateBySentence(text, from, (sentence) => (
        batches.run(`${source}>${target}`, sentence, { background, ...(signal ? { signal } : {}) })
      ))
      return { language: to, text: translated, engine: 'nllb' }
    },
    async close() {
      closing.abort()
      cancelRetry()
      await thread?.close()
    },
  }
}

function logProgress(log: Log) {
  let told = ''
  return ({ file, doneBytes, totalBytes }: { file: string; doneBytes: number; totalBytes: number | null }) => {
    const step = totalBytes ? Math.floor((doneBytes / totalBytes) * PROGRESS_STEPS) : 0
    if (told === `${file} ${step}`) return
    told = `${file} ${step}`
    log.info('model-download-progress', { model: MODEL, file, doneBytes, totalBytes })
  }
}

function startNllbThread(data: NllbThreadData): Thread {
  return startThread(new URL('./thread.ts', import.meta.url), data, { name: 'nllb', work: 'translate' })
}
