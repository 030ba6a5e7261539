import type { LiveCause } from '../../domain/dub.ts'
import { DomainError } from '../../domain/errors.ts'
import type { Language } from '../../domain/language.ts'
import type { UnspokenReason } from '../../domain/signaling.ts'
import type { LiveDub } from '../../functions/mesh/cloned_speaker.ts'
import type { MeshSpeaker } from '../../functions/mesh/ports.ts'
import type { Clock } from '../../infra/clock.ts'
import type { Log } from '../../infra/log.ts'
import type { Metrics } from '../../infra/metrics/metrics.ts'
import { createKeepUp, FAST_SPEED } from './keep_up.ts'
import type { VoiceTrack } from './voice_track.ts'

/** The next dub is asked for when this much of the one before is left, so that no pause is longer than it was meant to be, ms. */
const AHEAD_MS = 1_500
/** A voice that has not begun by then has failed, ms. */
const FIRST_SOUND_MS = 5_000

/** What one speaker said, to be spoken in the channel's language. */
export interface Dub {
  readonly captionId: string
  readonly text: string
  /** Wall clock of the end of speech, ms since the epoch. */
  readonly spokenUntilMs: number
  /** How it is said in the speaker's own voice; absent: in the quick voice. */
  readonly clone?: LiveDub
}

export interface ChannelState {
  readonly playing: boolean
  readonly fast: boolean
  readonly unspoken: UnspokenReason | null
  /** Why the quick voice spoke at last, all of it or the rest, where the speaker's own is heard. */
  readonly quick: LiveCause | null
}

export interface Channel {
  readonly state: ChannelState
  /** Speaks it after what waits already. */
  say(dub: Dub): void
  /** The machine has better things to do: the dub is left out. */
  leaveOut(why: 'busy'): void
  /** All of it has been played. */
  quiet(): void
  /** Stops what is being said, and lets go of the voice. */
  close(): void
}

export interface ChannelOptions {
  readonly language: Language
  readonly track: Pick<VoiceTrack, 'push' | 'flush' | 'bufferedMs' | 'below' | 'close'>
  readonly speak: MeshSpeaker['speak']
  /** Resolves when those who hear the channel receive it. */
  readonly heard: () => Promise<void>
  readonly onState: (state: ChannelState) => void
  readonly metrics: Pick<Metrics, 'count' | 'observe'>
  readonly clock: Clock
  readonly log: Log
}

/** One speaker's words in one language: dub after dub, in the order of speech, never far behind it. */
export function createChannel({ language, track, speak, heard, onState, metrics, clock, log }: ChannelOptions): Channel {
  const waiting: (Dub & { readonly knownMs: number })[] = []
  const keepUp = createKeepUp()
  let state: ChannelState = { playing: false, fast: false, unspoken: null, quick: null }
  let working = false
  let closed = false
  let abort = new AbortController()

  const change = (next: Partial<ChannelState>) => {
    const before = state
    state = { ...state, ...next }
    if (!closed && (before.playing !== state.playing || before.fast !== state.fast || before.unspoken !== state.unspoken || before.quick !== state.quick)) onState(state)
  }
  const leaveOut = (unspoken: UnspokenReason) => {
    metrics.count('dubs', { outcome: unspoken })
    change({ unspoken })
  }

  const speakOne = async ({ text, spokenUntilMs, clone }: Dub, { fast }: { fast: boolean }) => {
    abort = new AbortController()
    const { signal } = abort
    const overdue = () => abort.abort(new DomainError('timeout', `The voice did not begin within ${FIRST_SOUND_MS} ms`))
    const callOff = clock.after(FIRST_SOUND_MS, overdue)
    let began = false
    let quick: LiveCause | null = null
    const onQuick = (cause: LiveCause) => {
      quick = cause
      if (began) change({ quick })
    }
    const speed = fast ? { speed: FAST_SPEED } : {}
    try {
      const speaking = clone ? clone.speak({ ...speed, signal, onQuick }) : speak({ text, language, ...speed }, { signal })
      const { audio } = await speaking.finally(callOff)
      await heard()
      for await (const pcm of audio) {
        if (closed) return
        track.push(pcm)
        if (began || pcm.length === 0) continue
        began = true
        metrics.observe('dubLag', {}, (clock.now() - spokenUntilMs) / 1000)
        change({ playing: true, fast, unspoken: null, quick })
      }
      if (!began) throw new DomainError('invalid-audio', 'The voice made no sound')
      metrics.count('dubs', { outcome: fast ? 'fast' : 'spoken' })
    } catch (error) {
      if (closed) return
      const voiceless = error instanceof DomainError && error.code === 'language-unavailable'
      // What has no words in it (a number of dots, an emoji) has nothing to be said.
      if (error instanceof DomainError && error.code === 'invalid-input') return metrics.count('dubs', { outcome: 'wordless' })
      log.warn('dub.failed', { language, began, error })
      leaveOut(voiceless ? 'no-voice' : 'failed')
    } finally {
      track.flush()
    }
  }

  const work = async () => {
    working = true
    while (waiting.length > 0 && !closed) {
      await track.below(AHEAD_MS)
      const dub = waiting.shift()
      if (!dub || closed) {
        dub?.clone?.leave()
        break
      }
      const step = keepUp(clock.now() - dub.knownMs + track.bufferedMs)
      if (step === 'skip') {
        dub.clone?.leave()
        leaveOut('behind')
      } else await speakOne(dub, { fast: step === 'fast' })
    }
    working = false
  }

  return {
    get state() {
      return state
    },
    say(dub) {
      if (closed) return dub.clone?.leave()
      waiting.push({ ...dub, knownMs: clock.now() })
      if (!working) void work()
    },
    leaveOut,
    quiet: () => change({ playing: false, fast: false }),
    close() {
      if (closed) return
      closed = true
      for (const { clone } of waiting.splice(0)) clone?.leave()
      abort.abort(new DomainError('unavailable', 'Nobody hears this any more'))
      track.close()
    },
  }
}
