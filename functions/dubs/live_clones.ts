import { DUB_RATE_HZ } from '../../domain/audio.ts'
import { isSettled } from '../../domain/dub.ts'
import type { DubRequest, LiveCause } from '../../domain/dub.ts'
import { dubCauseOf } from '../../domain/dub_cause.ts'
import { DomainError } from '../../domain/errors.ts'
import type { Language } from '../../domain/language.ts'
import { TIERS } from '../../domain/tier.ts'
import { toWav, wavSamples } from '../../domain/wav.ts'
import type { Blobs } from '../../infra/blob/blob.ts'
import type { Cache } from '../../infra/cache/cache.ts'
import type { Clock } from '../../infra/clock.ts'
import { ENDLESS } from '../../models/cloning/check_speech.ts'
import type { Cloner } from '../../models/cloning/cloner.ts'
import { splitSentences } from '../../models/translation/sentences/split.ts'
import { restOf } from '../../models/tts/rest_of.ts'
import { soundOf } from '../../models/tts/sound_of.ts'
import type { ClonedSpeaker } from '../mesh/cloned_speaker.ts'
import type { MeetingOf } from '../transcripts/meeting_of.ts'
import { readEmbedding, speakingVoice } from '../voices/speaking_voice.ts'
import { heardKey } from './_rows.ts'
import type { DubsDeps } from './context.ts'
import { createLiveGain } from './live_gain.ts'
import { createLivePace } from './live_pace.ts'
import { readPhrase } from './phrases.ts'
import { queueDub } from './queue_dub.ts'
import { roomTier } from './room_tier.ts'
import { wantedDub } from './wanted.ts'
import type { DubRooms } from './wanted.ts'
import { findDub, publishDub } from './write_dub.ts'

/** A clone that has not begun by then is late: the quick voice speaks, ms. */
const FIRST_SOUND_MS = 2_000
/** More of it that does not come by then will not, ms. */
const PIECE_MS = 3_000
/** Whatever was to be said has been said or left by then, ms. */
const SAYING_MAX_MS = 60_000

export interface LiveClonesDeps extends Omit<DubsDeps, 'cloner' | 'now' | 'blob'> {
  readonly blob: Pick<Blobs, 'put' | 'read' | 'delete'>
  readonly cache: Cache
  readonly rooms: DubRooms
  readonly meetingOf: MeetingOf
  readonly cloner: Cloner
  readonly languages: readonly Language[]
  readonly clock: Clock
}

/** Captions in their speakers' own voices as people hear them live. */
export interface LiveClones extends ClonedSpeaker {
  /** Resolves when a caption has been said here and what was heard of it is kept; null when it is not going to be. */
  saying(dub: Pick<DubRequest, 'captionId' | 'language'>): Promise<void> | null
  /** Ends what is being said in the voice of somebody, who took it back: the quick voice says the rest. */
  stop(whose: { readonly accountId: string; readonly voiceId?: string }): void
  /** Gives up what is being said; resolves when everything that was heard is kept. */
  close(): Promise<void>
}

interface Piece {
  readonly engine: string
  readonly samples: Int16Array
}

interface Voice {
  readonly accountId: string
  readonly voiceId: string
  readonly embedding: Uint8Array
}

/** Why there is no clone, where the code of an error would not say it. */
class NoClone extends Error {
  readonly why: LiveCause
  constructor(why: LiveCause) {
    super(`There is no clone: ${why}`)
    this.why = why
  }
}

/**
 * Speaks captions live with an engine that can, one at a time, sentence by sentence: the same checks as of any clone first, consent again before each
 * sentence. What fails, is late or may not be goes on in the quick voice from where it was, with its cause. All of it that was the clone is left
 * for the caption's line, below the dub, so that nothing is made twice.
 */
export function createLiveClones(deps: LiveClonesDeps): LiveClones {
  const { db, blob, bus, cache, rooms, meetingOf, cloner, languages, speaker, metrics, clock, log } = deps
  const { engine } = cloner
  const pace = createLivePace({ now: clock.now })
  const gain = createLiveGain()
  const said = new Map<string, { readonly done: Promise<void>; readonly end: () => void }>()
  const atWork = new Map<AbortController, Pick<Voice, 'accountId' | 'voiceId'>>()
  const keeping = new Set<Promise<void>>()
  const waiting: (() => void)[] = []
  const closing = new AbortController()
  let taken = false

  const keyOf = ({ captionId, language }: Pick<DubRequest, 'captionId' | 'language'>) => `${captionId} ${language}`
  const register = (request: DubRequest) => {
    let resolve = () => {}
    const done = new Promise<void>((settle) => { resolve = settle })
    const key = keyOf(request)
    const end = () => {
      callOff()
      if (said.get(key) === entry) said.delete(key)
      resolve()
    }
    const entry = { done, end }
    const callOff = clock.after(SAYING_MAX_MS, end)
    said.set(key, entry)
    return end
  }

  /** Whose voice it is said in; throws why in none. */
  const voiceOf = async (request: Pick<DubRequest, 'roomId' | 'peerId' | 'language'>): Promise<Voice> => {
    if (!languages.includes(request.language)) throw new NoClone('language')
    const wanted = await wantedDub({ db, rooms, engine }, request)
    if (!wanted) throw new NoClone(TIERS[await roomTier(db, request.roomId)].clonedVoice ? 'no-voice' : 'tier')
    const { accountId, voiceId } = wanted
    const embedding = await readEmbedding({ db, blob: blob as Blobs, cache }, { accountId, voiceId, engine })
    if (!embedding) throw new NoClone('consent')
    return { accountId, voiceId, embedding }
  }
  const withPhrase = async (request: DubRequest): Promise<Voice & { readonly phrase: Uint8Array | null }> => {
    const voice = await voiceOf(request)
    const { language, text } = request
    return { ...voice, phrase: await readPhrase(blob, { ...voice, engine, language, text }) ?? null }
  }
  const release = () => {
    taken = false
    for (const wake of waiting.splice(0)) wake()
  }
  const take = async (signal: AbortSignal) => {
    while (taken) await orAborted(new Promise<void>((resolve) => waiting.push(resolve)), signal)
    signal.throwIfAborted()
    taken = true
  }

  async function* say(request: DubRequest, { speed, signal, onQuick, ended }: Parameters<ReturnType<ClonedSpeaker['begin']>['speak']>[0] & { ended: () => void }): AsyncGenerator<Piece> {
    const { text, language, captionId, roomId } = request
    const sentences = splitSentences(text, { language }).map((piece) => piece.text).filter((sentence) => /[\p{L}\p{N}]/u.test(sentence))
    const beganMs = clock.now()
    const stopped = new AbortController()
    const leave = () => stopped.abort(signal.reason)
    signal.addEventListener('abort', leave, { once: true })
    const raw: Int16Array[] = []
    let [at, heard, firstMs, workMs, made] = [0, 0, -1, 0, 0]
    let late: LiveCause = 'busy'
    let holds = false
    let failure: { readonly error: unknown } | null = null
    let kept = false
    const within = async <T>(ms: number, work: Promise<T>): Promise<T> => {
      const callOff = clock.after(ms, () => stopped.abort(new NoClone(late)))
      return await orAborted(work, stopped.signal).finally(callOff)
    }
    try {
      // Only the quick voice can be quicker than usual.
      if (speed !== undefined && speed !== 1) throw new NoClone('slow')
      if (!pace.keepsUp) throw new NoClone('slow')
      if (sentences.length === 0) throw new DomainError('invalid-input', 'Cannot speak this text: there is no word in it')
      if (closing.signal.aborted) throw new NoClone('cancelled')
      const { accountId, voiceId, embedding, phrase } = await within(FIRST_SOUND_MS, withPhrase(request))
      atWork.set(stopped, { accountId, voiceId })
      if (phrase) {
        // It is on its line already, or about to be.
        at = sentences.length
        firstMs = clock.now() - beganMs
        yield { engine, samples: wavSamples(phrase) }
      } else {
        await within(beganMs + FIRST_SOUND_MS - clock.now(), take(stopped.signal))
        holds = true
        late = 'slow'
        for (; at < sentences.length; at++) {
          heard = 0
          if (at > 0 && (await speakingVoice({ db }, { accountId, engine }))?.voiceId !== voiceId) throw new NoClone('consent')
          const sounds = cloner.speak({ text: sentences[at]!, language, embedding }, { signal: stopped.signal })[Symbol.asyncIterator]()
          try {
            for (;;) {
              const askedMs = clock.now()
              const { done, value } = await within(firstMs < 0 ? beganMs + FIRST_SOUND_MS - askedMs : PIECE_MS, sounds.next())
              if (done) break
              if (value.length === 0) continue
              if (firstMs < 0) firstMs = clock.now() - beganMs
              else {
                workMs += clock.now() - askedMs
                made += value.length
              }
              heard += value.length
              raw.push(value)
              yield { engine, samples: gain.apply(voiceId, value) }
              stopped.signal.throwIfAborted()
            }
          } finally {
            // Not awaited: an engine that hangs does not answer that either.
            sounds.return?.()?.catch(() => {})
          }
          if (heard === 0) throw new DomainError('clone-failed', 'The engine gave no sound')
        }
        release()
        holds = false
        gain.learn(voiceId, raw)
        kept = true
        keep(request, { accountId, voiceId, raw, ended })
      }
    } catch (error) {
      failure = { error }
    } finally {
      signal.removeEventListener('abort', leave)
      atWork.delete(stopped)
      stopped.abort(new DomainError('unavailable', 'Nobody hears this any more'))
      if (holds) release()
      if (!kept) ended()
    }
    const rtf = pace.measure({ samples: made, ms: workMs })
    if (failure && firstMs < 0 && late === 'slow' && failure.error instanceof NoClone) pace.late()
    if (failure) {
      signal.throwIfAborted()
      const { error } = failure
      if (error instanceof DomainError && error.code === 'invalid-input') throw error
      const why = causeOf(error)
      const noSpeech = error instanceof DomainError && error.code === 'clone-failed'
      // What was heard of a sentence that was no speech has not been said; anything else goes on with the next word.
      const rest = [noSpeech && !isEndless(error) ? sentences[at]! : restOf({ text: sentences[at] ?? '', language }, heard), ...sentences.slice(at + 1)].filter(Boolean).join(' ')
      metrics.count('liveClones', { outcome: why })
      log[why === 'no-voice' ? 'debug' : 'warn']('clone-not-live', { captionId, roomId, language, engine, why, heardMs: Math.round((raw.reduce((sum, { length }) => sum + length, 0) * 1_000) / DUB_RATE_HZ), rtf, error: error instanceof NoClone ? null : error })
      onQuick(why)
      if (rest === '') return
      const { engine: quick, audio } = await speaker.speak({ text: rest, language, ...(speed === undefined ? {} : { speed }) }, { signal })
      for await (const samples of audio) yield { engine: quick, samples }
      return
    }
    metrics.count('liveClones', { outcome: 'spoken' })
    metrics.observe('liveCloneLag', {}, firstMs / 1000)
    log.info('clone-live', { captionId, roomId, language, engine, firstMs, rtf, outcome: 'spoken' })
  }

  /** Leaves what was heard for the line, whose workflow makes it as loud as the rest and asks once more for the consent. */
  const keep = (request: DubRequest, { accountId, voiceId, raw, ended }: Pick<Voice, 'accountId' | 'voiceId'> & { raw: readonly Int16Array[]; ended: () => void }) => {
    const leaveThere = async () => {
      try {
        const { dub, added } = await queueDub({ db, meetingOf }, request, { accountId, voiceId, askedMs: clock.now() })
        if (added) await publishDub(bus, dub)
        const isOpen = async () => {
          const row = await findDub(db, dub.dubId)
          return row !== null && !isSettled(row) && row.voiceId === voiceId
        }
        if (!await isOpen()) return
        await blob.put(heardKey(dub), toWav(raw, { rateHz: DUB_RATE_HZ }))
        if (!await isOpen()) await blob.delete(heardKey(dub))
      } catch (error) {
        log.warn('live-clone-not-kept', { captionId: request.captionId, error })
      } finally {
        ended()
      }
    }
    const work: Promise<void> = leaveThere().finally(() => keeping.delete(work))
    keeping.add(work)
  }

  return {
    languages,
    prepare(who) {
      if (closing.signal.aborted || !pace.keepsUp) return
      const work: Promise<void> = voiceOf(who).then(({ embedding }) => cloner.live?.prepare({ language: who.language, embedding }, { signal: closing.signal }))
        .catch((error: unknown) => log.debug('clone-not-prepared', { ...who, error })).finally(() => keeping.delete(work))
      keeping.add(work)
    },
    begin(request) {
      const ended = register(request)
      return {
        async speak(options) {
          const pieces = say(request, { ...options, ended })
          const { done, value: first } = await pieces.next()
          if (done) throw new DomainError('invalid-input', 'Cannot speak this text: there is no word in it')
          return { engine: first.engine, audio: soundOf(first, pieces) }
        },
        leave: ended,
      }
    },
    saying: (dub) => said.get(keyOf(dub))?.done ?? null,
    stop({ accountId, voiceId }) {
      for (const [work, whose] of atWork) {
        if (whose.accountId === accountId && (voiceId === undefined || whose.voiceId === voiceId)) work.abort(new NoClone('consent'))
      }
    },
    async close() {
      closing.abort(new DomainError('unavailable', 'The process ends'))
      for (const work of atWork.keys()) work.abort(new NoClone('cancelled'))
      for (const { end } of [...said.values()]) end()
      await Promise.all(keeping)
    },
  }
}

function causeOf(error: unknown): LiveCause {
  if (error instanceof NoClone) return error.why
  return error instanceof DomainError ? dubCauseOf(error.code) : 'engine'
}

/** An engine that did not find the end has said all of it, and more. */
function isEndless(error: DomainError): boolean {
  return error.cause === ENDLESS
}

/** Waits for it until the signal says otherwise, whether or not the work looks at that. Throws the signal's reason. */
async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let leave = () => {}
  const aborted = new Promise<never>((_, reject) => {
    leave = () => reject(signal.reason)
    if (signal.aborted) leave()
    signal.addEventListener('abort', leave, { once: true })
  })
  try {
    return await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', leave)
    work.catch(() => {})
  }
}
