import type { Pcm } from '../../../domain/audio.ts'
import type { Transcript } from '../../../domain/caption.ts'
import { DomainError } from '../../../domain/errors.ts'
import type { Language } from '../../../domain/language.ts'
import type { Clock } from '../../../infra/clock.ts'
import { systemClock } from '../../../infra/clock.ts'
import type { Log } from '../../../infra/log.ts'
import type { RecogniseOptions, Recogniser } from '../recogniser.ts'
import { createCandidate } from './candidate.ts'
import type { Candidate, RoutedModel } from './candidate.ts'
import type { Machine } from './fits.ts'
import { keepRecogniser } from './kept.ts'
import { measureSpeed } from './speed.ts'
import type { Speed } from './speed.ts'

/** A model that nobody spoke to for so long may leave memory. */
const IDLE_MS = 10 * 60_000
/** Above this a language that was detected is worth hearing again by the model that knows it best. */
const SURE_OF_LANGUAGE = 0.5

export interface RouteOptions {
  /** The model that is always there. */
  readonly bundled: { readonly id: string; readonly open: () => Promise<Recogniser> }
  /** Better ones, the best first. */
  readonly models: readonly RoutedModel[]
  readonly machine: Machine
  readonly log: Log
  readonly clock?: Clock
  readonly idleMs?: number
  readonly measure?: (recogniser: Recogniser, options: { signal?: AbortSignal }) => Promise<Speed>
  /** Told how quick a model was on this machine, when that was measured. */
  readonly onMeasured?: (measured: Speed & { readonly model: string }) => void
  /** Told of every call's model, for the metrics. */
  readonly onHeard?: (heard: { readonly model: string; readonly outcome: 'heard' | 'failed' }) => void
}

/**
 * Recognition by the best model for each language that is on this machine, or may be fetched, and that fits it. The bundled one is opened first and
 * answers whatever no better one is ready for; those are fetched and opened in the background, models for one language when it is first
 * spoken. A model that fails gives way to the bundled one. One that hears every language stays in memory; the others leave when nobody spoke
 * to them for a while. Throws DomainError `model-unavailable` where the bundled one cannot be opened.
 */
export async function openRoute(options: RouteOptions): Promise<Recogniser> {
  const { bundled, models, machine, log, clock = systemClock, idleMs = IDLE_MS, measure = measureSpeed, onMeasured = () => {}, onHeard = () => {} } = options
  const general: Candidate[] = []
  const base = keepRecogniser({ id: bundled.id, open: bundled.open, idleMs, mayLeave: () => general.some(({ ready }) => ready), clock, log })
  await base.open()
  const measureModel = (model: string): typeof measure => async (recogniser, options) => {
    const speed = await measure(recogniser, options)
    onMeasured({ model, ...speed })
    return speed
  }
  let bestPassMs = Infinity
  const bundledPassMs = async () => {
    const { passMs } = await base.use((recogniser) => measureModel(bundled.id)(recogniser, {}))
    bestPassMs = Math.min(bestPassMs, passMs)
    log.info('recognition-model-measured', { model: bundled.id, passMs: Math.round(bestPassMs) })
    return bestPassMs
  }
  const candidates = models.map((model) => createCandidate(model, { machine, bundledPassMs, measure: measureModel(model.id), idleMs, clock, log }))
  general.push(...candidates.filter(({ model }) => model.languages === 'any'))
  for (const candidate of general) candidate.prepare()

  const hearWithBase = async (pcm: Pcm, options: RecogniseOptions) => {
    const transcript = await base.use((recogniser) => recogniser.recognise(pcm, options))
    onHeard({ model: bundled.id, outcome: 'heard' })
    return transcript
  }
  const hearWith = async (candidate: Candidate, pcm: Pcm, options: RecogniseOptions): Promise<Transcript> => {
    const { id } = candidate.model
    try {
      const transcript = await candidate.kept.use((recogniser) => recogniser.recognise(pcm, options))
      candidate.worked()
      onHeard({ model: id, outcome: 'heard' })
      return transcript
    } catch (error) {
      if (options.signal?.aborted || (error instanceof DomainError && error.code === 'invalid-audio')) throw error
      candidate.failed(error)
      onHeard({ model: id, outcome: 'failed' })
      return hearWithBase(pcm, options)
    }
  }
  /** The first that is ready; those before it are on their way for the next time. */
  const bestOf = (wanted: readonly Candidate[]): Candidate | null => {
    const ready = wanted.find((candidate) => candidate.ready)
    for (const candidate of wanted) {
      if (candidate === ready) break
      candidate.prepare()
    }
    return ready ?? null
  }
  const ofOwnLanguage = (language: Language) => candidates.filter(({ model }) => model.languages !== 'any' && model.languages.includes(language))

  return {
    async recognise(pcm, options) {
      const { language } = options
      const best = bestOf([...(language ? ofOwnLanguage(language) : []), ...general])
      const heard = await (best ? hearWith(best, pcm, options) : hearWithBase(pcm, options))
      if (language || heard.text === '' || (heard.languageProbability < SURE_OF_LANGUAGE && heard.language !== options.expected)) return heard
      // Detected rather than chosen: the model that knows this language best hears it, too.
      const own = bestOf(ofOwnLanguage(heard.language))
      return own ? heardAgain(heard, await hearWith(own, pcm, { ...options, language: heard.language })) : heard
    },
    async close() {
      await Promise.all(candidates.map((candidate) => candidate.close()))
      await base.close()
    },
  }
}

/** The second model's words with the first one's certainty of the language, and the time of both. */
function heardAgain(first: Transcript, second: Transcript): Transcript {
  const [a, b] = [first.timing, second.timing]
  return {
    ...second, languageProbability: first.languageProbability,
    timing: {
      ...b, melMs: a.melMs + b.melMs, encodeMs: a.encodeMs + b.encodeMs, decodeMs: a.decodeMs + b.decodeMs, attempts: a.attempts + b.attempts,
      ...(a.cpuMs && b.cpuMs && { cpuMs: { mel: a.cpuMs.mel + b.cpuMs.mel, encode: a.cpuMs.encode + b.cpuMs.encode, decode: a.cpuMs.decode + b.cpuMs.decode } }),
    },
  }
}
