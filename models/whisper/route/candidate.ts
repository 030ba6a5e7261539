import type { Clock } from '../../../infra/clock.ts'
import type { Log } from '../../../infra/log.ts'
import type { Language } from '../../../domain/language.ts'
import type { Recogniser } from '../recogniser.ts'
import type { Machine } from './fits.ts'
import { LIVE_PASS_MAX_MS, OWN_LANGUAGE_PASS_MAX_MS, refuseForMemory, refuseForSpeed } from './fits.ts'
import type { Kept } from './kept.ts'
import { keepRecogniser } from './kept.ts'
import type { Speed } from './speed.ts'

/** A model that may be better than the one that is always there. */
export interface RoutedModel {
  readonly id: string
  /** The languages that it is better at. */
  readonly languages: 'any' | readonly Language[]
  /** Its work by the bundled model's. */
  readonly work: number
  /** On the disk, about. */
  readonly bytes: number | null
  /** Its folder, or null where it is not on this machine. */
  readonly find: () => Promise<string | null>
  /** Fetches it; null where that is not allowed. */
  readonly fetch: ((signal: AbortSignal) => Promise<string>) | null
  readonly open: (folder: string) => Promise<Recogniser>
  /** The operator's own choice: used however slow it is. */
  readonly forced?: boolean
}

/** One of the models, and how far it is. */
export interface Candidate {
  readonly model: RoutedModel
  readonly kept: Kept
  /** In memory, warm, and fit for this machine. */
  readonly ready: boolean
  /** Makes it ready in the background, unless that is under way, was found not to help, or failed just now. */
  prepare(): void
  /** Counts a call that it failed. After three in a row it rests for a while. */
  failed(error: unknown): void
  worked(): void
  close(): Promise<void>
}

export interface CandidateOptions {
  readonly machine: Machine
  /** What the bundled model's pass takes here. */
  readonly bundledPassMs: () => Promise<number>
  readonly measure: (recogniser: Recogniser, options: { signal: AbortSignal }) => Promise<Speed>
  readonly idleMs: number
  readonly clock: Clock
  readonly log: Log
}

/** What is not here, has no room, or failed, is tried again after this. */
export const REST_MS = 5 * 60_000
const FAILURES_IN_A_ROW = 3
/** What is too slow is measured again after this, twice as long each time: the machine may have been busy with something else. */
const SLOW_REST_MS = 10 * 60_000
const SLOW_REST_MAX_MS = 24 * 3_600_000

export function createCandidate(model: RoutedModel, { machine, bundledPassMs, measure, idleMs, clock, log }: CandidateOptions): Candidate {
  const { id, forced = false } = model
  const maxMs = model.languages === 'any' ? LIVE_PASS_MAX_MS : OWN_LANGUAGE_PASS_MAX_MS
  const closing = new AbortController()
  let folder: string | null = null
  let fit = false
  /** Until then it is left alone. */
  let restsUntilMs = -Infinity
  let slowRestMs = SLOW_REST_MS
  let underWay: Promise<void> | null = null
  let failures = 0
  // What hears every language stays: the first to speak after a silence would wait for it.
  const mayLeave = () => model.languages !== 'any'
  const kept = keepRecogniser({ id, open: () => model.open(folder!), idleMs, mayLeave, clock, log })

  const rest = (ms: number, because: string) => {
    restsUntilMs = clock.now() + ms
    log.info('recognition-model-left', { model: id, because })
  }
  const restAsSlow = (because: string) => {
    rest(slowRestMs, because)
    slowRestMs = Math.min(2 * slowRestMs, SLOW_REST_MAX_MS)
  }
  const makeReady = async (): Promise<void> => {
    folder = await model.find()
    if (!folder && !model.fetch) {
      restsUntilMs = clock.now() + REST_MS
      return log.debug('recognition-model-missing', { model: id })
    }
    const cramped = refuseForMemory(machine, model.bytes)
    if (cramped) return rest(REST_MS, cramped)
    if (!folder) {
      const slow = forced ? null : refuseForSpeed((await bundledPassMs()) * model.work, { maxMs, estimated: true })
      if (slow) return restAsSlow(slow)
      folder = await model.fetch!(closing.signal)
    }
    closing.signal.throwIfAborted()
    await kept.open()
    if (fit) return
    const { passMs, realTimeFactor } = await kept.use((recogniser) => measure(recogniser, { signal: closing.signal }))
    log.info('recognition-model-measured', { model: id, passMs: Math.round(passMs), realTimeFactor: Number(realTimeFactor.toFixed(3)) })
    const slow = forced ? null : refuseForSpeed(passMs, { maxMs, estimated: false })
    if (!slow) return void (fit = true)
    restAsSlow(slow)
    await kept.unload()
  }

  return {
    model, kept,
    get ready() {
      return fit && kept.ready && clock.now() >= restsUntilMs
    },
    prepare() {
      if (underWay || closing.signal.aborted || (fit && kept.ready) || clock.now() < restsUntilMs) return
      underWay = makeReady()
        .catch((error: unknown) => {
          if (closing.signal.aborted) return
          restsUntilMs = clock.now() + REST_MS
          log.warn('recognition-model-not-ready', { model: id, error })
        })
        .finally(() => (underWay = null))
    },
    failed(error) {
      failures++
      log.warn('recognition-fell-back', { model: id, failures, error })
      if (failures < FAILURES_IN_A_ROW) return
      failures = 0
      rest(REST_MS, `it failed ${FAILURES_IN_A_ROW} times in a row`)
    },
    worked() {
      failures = 0
    },
    async close() {
      closing.abort()
      await underWay
      await kept.close()
    },
  }
}
