import type { DirectTransport, Producer, Router } from 'mediasoup/types'
import type { RoomEvent } from '../../domain/events.ts'
import type { Language } from '../../domain/language.ts'
import type { ClonedSpeaker } from '../../functions/mesh/cloned_speaker.ts'
import type { MeshSpeaker } from '../../functions/mesh/ports.ts'
import type { Clock } from '../../infra/clock.ts'
import type { Log } from '../../infra/log.ts'
import type { Metrics } from '../../infra/metrics/metrics.ts'
import { createChannel } from './channel.ts'
import type { Channel, ChannelState } from './channel.ts'
import { openVoiceTrack } from './voice_track.ts'
import type { VoiceData } from './voice_track.ts'

/** Listeners that do not receive a new channel within this time miss its first words, ms. */
const READY_MS = 2_500
/** Words that were spoken longer ago than this come from an outage, and would answer nobody any more, ms. */
const STALE_MS = 20_000
/** Whoever left is still spoken for, for as long as their last words take to arrive, ms. */
const LAST_WORDS_MS = 5_000
/** Captions that are remembered as spoken; each comes twice at most, and soon. */
const SPOKEN_MAX = 500

/** `quick`: the translated voice. `cloned`: the speaker's own, where an engine speaks it live. */
export type VoiceKind = 'quick' | 'cloned'

/** What is heard of one speaker. */
export interface Heard {
  readonly language: Language
  readonly speakerId: string
  readonly voice: VoiceKind
}

/** Who hears what in the room. */
export interface Audience {
  /** Whether someone, other than the speaker, hears this. */
  hears(heard: Heard): boolean
  /** Whether this person is in the room. */
  present(peerId: string): boolean
  /** Lets them receive a channel. Resolves when all of them do. */
  open(channel: HeardChannel): Promise<void>
  /** Tells them how it goes. */
  tell(channel: HeardChannel, state: ChannelState): void
}

export interface HeardChannel extends Heard {
  readonly producer: Producer<VoiceData>
}

export interface OpenChannel extends HeardChannel {
  readonly state: ChannelState
}

export interface InterpreterDeps {
  readonly speak: MeshSpeaker['speak']
  /** What speaks live in speakers' own voices; null or absent: the quick voice alone. */
  readonly cloned?: ClonedSpeaker | null
  readonly metrics: Pick<Metrics, 'count' | 'observe'>
  readonly clock: Clock
}

export interface Interpreter {
  /** What happens in the room: captions are spoken. */
  receive(event: RoomEvent): void
  /** Who is here, or what they hear, has changed: channels that nobody hears close. */
  refresh(): void
  /** Open ones, for whoever comes to hear them. */
  readonly channels: readonly OpenChannel[]
  close(): void
}

interface Opened extends HeardChannel {
  readonly channel: Channel
}

/**
 * Speaks final translations in a room, one producer for each speaker in each language and kind of voice that somebody hears. Channels open with
 * the first words, interim ones too, so that listeners receive them by the time of the final ones.
 */
export function createInterpreter({ speak, cloned = null, metrics, clock }: InterpreterDeps, { router, audience, log }: { router: Router; audience: Audience; log: Log }): Interpreter {
  const kinds: readonly VoiceKind[] = cloned ? ['quick', 'cloned'] : ['quick']
  const opening = new Map<string, Promise<Opened | null>>()
  const open = new Map<string, Opened>()
  const spoken = new Set<string>()
  /** When the speakers of open channels left. */
  const left = new Map<string, number>()
  let later = () => {}
  let transport: Promise<DirectTransport> | null = null
  let busy = false
  let closed = false

  const closeChannel = (key: string) => {
    const known = open.get(key)
    opening.delete(key)
    open.delete(key)
    left.delete(key)
    known?.channel.close()
  }
  const openChannel = async (key: string, { speakerId, language, voice }: Heard): Promise<Opened | null> => {
    transport ??= router.createDirectTransport()
    let channel: Channel | null = null
    const track = await openVoiceTrack(await transport, {
      peerId: speakerId, clock,
      onQuiet() {
        channel?.quiet()
        refresh()
      },
    })
    if (closed) {
      track.close()
      return null
    }
    const heard = { speakerId, language, voice, producer: track.producer }
    let ready: Promise<void> | null = null
    channel = createChannel({
      language, track, speak, metrics, clock, log: log.with({ speakerId, voice }),
      heard: () => ready!,
      onState: (state) => audience.tell(heard, state),
    })
    const opened: Opened = { ...heard, channel }
    open.set(key, opened)
    ready = within(READY_MS, audience.open(heard), clock)
    // Those who heard it, or the speaker, may have gone meanwhile.
    refresh()
    return opened
  }
  const channelOf = (heard: Heard): Promise<Opened | null> => {
    const { speakerId, language, voice } = heard
    const key = `${speakerId} ${language} ${voice}`
    const known = opening.get(key)
    if (known) return known
    const opened = openChannel(key, heard).catch((error: unknown) => {
      opening.delete(key)
      if (!closed && !router.closed) log.error('interpreter.not-opened', { speakerId, language, voice, error })
      return null
    })
    opening.set(key, opened)
    return opened
  }

  /** Once for each caption and language: they come again after an outage. */
  const isNew = (captionId: string, language: Language) => {
    const key = `${captionId} ${language}`
    if (spoken.has(key)) return false
    spoken.add(key)
    if (spoken.size > SPOKEN_MAX) spoken.delete(spoken.keys().next().value!)
    return true
  }
  const interpret = ({ caption, translation, reader: language }: Extract<RoomEvent, { type: 'caption' }>) => {
    const { captionId, roomId, peerId: speakerId, startMs, endMs, kind } = caption
    // Without a translation there is nothing to speak over: the original is in the listener's language, or all there is.
    if (!translation || closed) return
    const wanted = kinds.filter((voice) => audience.hears({ language, speakerId, voice }))
    const channels = wanted.map((voice) => {
      if (voice === 'cloned' && !opening.has(`${speakerId} ${language} ${voice}`)) cloned?.prepare({ roomId, peerId: speakerId, language })
      return { voice, opened: channelOf({ speakerId, language, voice }) }
    })
    const { text } = translation
    if (channels.length === 0 || kind !== 'final' || text.trim() === '' || !isNew(captionId, language)) return
    if (clock.now() - endMs > STALE_MS) return metrics.count('dubs', { outcome: 'stale' })
    const isBusy = busy
    for (const { voice, opened } of channels) {
      // At once, so that whoever makes the line's clone knows that it is going to be heard.
      const clone = voice === 'cloned' && !isBusy ? cloned?.begin({ captionId, roomId, peerId: speakerId, language, text, startMs, endMs }) : undefined
      void opened.then((known) => {
        if (known && !isBusy) return known.channel.say({ captionId, text, spokenUntilMs: endMs, ...(clone ? { clone } : {}) })
        clone?.leave()
        if (known) known.channel.leaveOut('busy')
        else metrics.count('dubs', { outcome: 'failed' })
      })
    }
  }

  const refresh = () => {
    for (const [key, { speakerId, language, voice, channel }] of open) {
      if (!audience.hears({ language, speakerId, voice })) closeChannel(key)
      else if (audience.present(speakerId)) left.delete(key)
      else {
        const leftMs = left.get(key) ?? clock.now()
        left.set(key, leftMs)
        const restMs = leftMs + LAST_WORDS_MS - clock.now()
        if (restMs <= 0 && !channel.state.playing) closeChannel(key)
        if (restMs <= 0) continue
        later()
        later = clock.after(restMs, refresh)
      }
    }
  }

  return {
    receive(event) {
      if (event.type === 'captions-status') busy = event.paused === true || event.behindMs > 0
      else if (event.type === 'caption') interpret(event)
    },
    refresh,
    get channels() {
      return [...open.values()].map(({ channel, ...heard }) => ({ ...heard, state: channel.state }))
    },
    close() {
      if (closed) return
      closed = true
      later()
      for (const key of [...open.keys()]) closeChannel(key)
      opening.clear()
      void transport?.then((opened) => opened.close(), () => {})
    },
  }
}

/** Waits for it, but no longer than that. */
function within(ms: number, done: Promise<void>, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    const callOff = clock.after(ms, resolve)
    void done.catch(() => {}).finally(() => {
      callOff()
      resolve()
    })
  })
}
