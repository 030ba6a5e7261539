import { DUB_RATE_HZ } from '../../domain/audio.ts'
import { DomainError } from '../../domain/errors.ts'
import type { ErrorCode } from '../../domain/errors.ts'
import { languageCodes, languageName } from '../../domain/language.ts'
import type { Language } from '../../domain/language.ts'
import type { Clock } from '../../infra/clock.ts'
import { systemClock } from '../../infra/clock.ts'
import type { Log } from '../../infra/log.ts'
import type { Metrics } from '../../infra/metrics/metrics.ts'
import { noMetrics } from '../../infra/metrics/metrics.ts'
import { splitSentences } from '../translation/sentences/split.ts'
import { engineOrder } from './order.ts'
import type { EngineName } from './order.ts'
import { restOf } from './rest_of.ts'
import { speakOnce } from './speak_once.ts'
import type { Speaker } from './speaker.ts'
import { toSpoken } from './spoken_text.ts'
import { SPEAK_TEXT_MAX } from './voice.ts'
import type { SpeakRequest, Voice } from './voice.ts'
import { soundOf } from './sound_of.ts'

/** Longest piece that an engine gets, characters: longer ones let the first sound wait. */
const SENTENCE_MAX = 240
/** An engine that hung is not asked for this long, ms: each sentence would wait for it again. */
const REST_MS = 30_000

/** An engine with the name under which the order knows it. */
export interface OrderedVoice extends Voice {
  readonly engine: EngineName
}

export interface RouteOptions {
  readonly log: Log
  readonly metrics?: Metrics
  readonly clock?: Clock
  /** Longest wait for the next sound of an engine, ms. */
  readonly pieceMs?: number
}

interface Piece {
  readonly engine: EngineName
  readonly samples: Int16Array
}

/**
 * The one place that decides who speaks: sentence by sentence, the first engine in the order of the language that speaks it. One that fails
 * or brings nothing in time gives way to the next, which goes on after what was heard; its cause is logged and counted.
 * Throws DomainError `invalid-input` (no words), `too-large`, `language-unavailable`, or what the last engine threw.
 */
export function routeVoices(voices: readonly OrderedVoice[], { log, metrics = noMetrics, clock = systemClock, pieceMs }: RouteOptions): Speaker {
  const restsUntilMs = new Map<EngineName, number>()
  const able = (language: Language) => engineOrder(language).flatMap((name) => voices.filter(({ engine, speaks }) => engine === name && speaks(language)))
  const awake = (language: Language) => {
    const all = able(language)
    const fresh = all.filter(({ engine }) => (restsUntilMs.get(engine) ?? 0) <= clock.now())
    // Where all of them rest, waiting for one is better than silence.
    return fresh.length > 0 ? fresh : all
  }
  const note = ({ engine }: OrderedVoice, language: Language, { error, heard }: { error: unknown; heard: number }) => {
    const code = error instanceof DomainError ? error.code : 'internal'
    if (code === 'timeout') restsUntilMs.set(engine, clock.now() + REST_MS)
    metrics.count('spoken', { engine, outcome: outcomeOf(code) })
    log.warn('voice-failed', { engine, language, code, heardMs: Math.round((heard * 1_000) / DUB_RATE_HZ), error })
  }

  async function* speakSentence(sentence: SpeakRequest, signal: AbortSignal): AsyncGenerator<Piece> {
    const { language } = sentence
    let [text, failure]: [string, unknown] = [sentence.text, new DomainError('language-unavailable', `Cannot speak ${languageName(language)}: no voice here knows it`)]
    for (const voice of awake(language)) {
      let heard = 0
      try {
        for await (const samples of speakOnce(voice, { ...sentence, text }, { signal, ...(pieceMs === undefined ? {} : { pieceMs }) })) {
          heard += samples.length
          yield { engine: voice.engine, samples }
        }
        metrics.count('spoken', { engine: voice.engine, outcome: 'spoken' })
        metrics.count('stageRequests', { stage: 'speak' })
        return
      } catch (error) {
        signal.throwIfAborted()
        note(voice, language, { error, heard })
        failure = error
        text = restOf({ ...sentence, text }, heard)
        if (text === '') return
      }
    }
    throw failure
  }

  async function* speakText(request: SpeakRequest, signal: AbortSignal): AsyncGenerator<Piece> {
    for (const piece of splitSentences(request.text, { language: request.language, longest: SENTENCE_MAX })) {
      const text = toSpoken(piece.text)
      if (text !== '') yield* speakSentence({ ...request, text }, signal)
    }
  }

  return {
    async speak(request, { signal }) {
      signal.throwIfAborted()
      const { length } = request.text
      if (length > SPEAK_TEXT_MAX) throw new DomainError('too-large', `Cannot speak ${length} characters: the most is ${SPEAK_TEXT_MAX}`)
      if (toSpoken(request.text) === '') throw new DomainError('invalid-input', 'Cannot speak this text: there is no word in it')
      const pieces = speakText(request, signal)
      const { done, value: first } = await pieces.next()
      if (done) throw new DomainError('invalid-input', 'Cannot speak this text: there is no word in it')
      return { engine: first.engine, audio: soundOf(first, pieces) }
    },
    spoken: () => ({
      languages: languageCodes.flatMap((language) => able(language).slice(0, 1).map(({ engine }) => ({ language, engine }))),
      google: voices.some(({ engine }) => engine === 'google'),
    }),
    async close() {
      await Promise.all(voices.map((voice) => voice.close()))
    },
  }
}

function outcomeOf(code: ErrorCode): 'timeout' | 'unavailable' | 'language' | 'failed' {
  if (code === 'timeout') return 'timeout'
  if (code === 'model-unavailable' || code === 'unavailable') return 'unavailable'
  return code === 'language-unavailable' ? 'language' : 'failed'
}
