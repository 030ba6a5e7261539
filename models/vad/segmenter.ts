import type { Pcm, SegmentEvent, SpeechSegment } from '../../domain/audio.ts'
import type { Language } from '../../domain/language.ts'
import { cutAtQuietest, pauseThatCuts, toFrames } from './cut.ts'
import { VAD_FRAME_MS, VAD_FRAME_SAMPLES } from './vad.ts'

/** Hysteresis, as in Silero's own iterator: speech starts at one probability and stops below a lower one. */
const START = 0.5
const STOP = 0.35
/** Unbroken speech that makes an utterance: "Yes." has 300 ms, a key click or a cup on a table less than this. */
const CONFIRM_FRAMES = toFrames(128)
/** The same for what goes on after a cut, which is speech already. */
const CONFIRM_CONTINUED_FRAMES = toFrames(64)
/** Speech that ends a silence: one loud frame alone is a click. */
const RESUME_FRAMES = toFrames(64)
/** Audio kept before the first frame of speech: soft consonants come before the detector is sure. */
const PAD_FRAMES = toFrames(256)
/** Silence that makes a pause, and the silence that a segment keeps at its end: equal, so both hold the same audio. */
const PAUSE_FRAMES = toFrames(192)
const INTERIM_FRAMES = toFrames(1_000)
/** An interim segment that falls due this deep in a silence leaves it to the pause. */
const PAUSE_NEAR_FRAMES = 2
const LONGEST_FRAMES = Math.floor(5_000 / VAD_FRAME_MS)
/** Speech that fills less than this of its utterance is a series of noises. */
const SPEECH_SHARE = 0.25

export interface SpeechFrame {
  /** 512 samples, PCM float32 [-1, 1], 16 kHz mono. */
  readonly pcm: Pcm
  readonly probability: number
  /** Wall clock of the first sample, ms since the epoch; never earlier than the previous frame's. */
  readonly startMs: number
}

export interface SegmenterOptions {
  readonly roomId: string
  readonly peerId: string
  readonly speakerName: string
  /** What the speaker chose, asked for each segment. */
  readonly language: () => Language | null
  /** Silence that ends an utterance, ms. */
  readonly endpointSilenceMs: number
  readonly newId?: () => string
}

export interface Segmenter {
  push(frame: SpeechFrame): SegmentEvent[]
  /** Ends an open utterance now. */
  flush(): SegmentEvent[]
  /** Whether an utterance, or what may become one, is open. */
  readonly speaking: boolean
}

interface Utterance {
  readonly utteranceId: string
  readonly frames: SpeechFrame[]
  /** Frames at the head that the previous final segment holds too. */
  readonly overlapFrames: number
  /** Where speech starts: the pad or the overlap is before it. */
  readonly onset: number
  readonly confirmFrames: number
  confirmed: boolean
  /** Length of the speech that goes on at the moment, frames; 0 in silence. */
  run: number
  /** Frames of speech in all. */
  voiced: number
  /** Length of the silence at the end, frames; 0 in speech. */
  quiet: number
  /** Loud frames in a row within that silence. */
  blip: number
  /** How many frames the last segment that was sent had. */
  sentFrames: number
  sent: boolean
  /** What a final segment reuses when the silence lasts. */
  pauseAudioId: string | null
}

/**
 * Cuts one participant's frames into segments. Pure: no clock, no model.
 *
 * Interim about every second, and at each pause of 192 ms with the very audio that the final one will carry, so that
 * recognition is done by the time the endpoint is certain. A final segment ends 192 ms after the last speech. Long
 * speech is cut for latency, where it hurts least (see `cut.ts`): from 3.5 s on the next pause is enough and nothing
 * is repeated; without a pause it is cut at 5 s, at the quietest place of the last second, and what follows repeats
 * almost a second unless that place is silent. A segment that repeats another one always comes: the last words of
 * that one wait for it. A reader so waits for at most 5 s of speech, and few words are split.
 */
export function createSegmenter(options: SegmenterOptions): Segmenter {
  const { roomId, peerId, speakerName, language, newId = () => crypto.randomUUID() } = options
  const endpointFrames = toFrames(options.endpointSilenceMs)
  /** What came since the last segment, while nobody speaks. */
  let before: SpeechFrame[] = []
  let open: Utterance | null = null

  const segment = (
    utterance: Utterance,
    kind: SpeechSegment['kind'],
    end: number,
    { audioId = newId(), continues = false, atPause = false } = {},
  ): SegmentEvent => {
    const frames = utterance.frames.slice(0, end)
    utterance.sent = true
    utterance.sentFrames = utterance.frames.length
    return {
      type: 'segment',
      segment: {
        segmentId: newId(),
        utteranceId: utterance.utteranceId,
        audioId,
        roomId,
        peerId,
        speakerName,
        kind,
        startMs: frames[0]?.startMs ?? 0,
        endMs: (frames.at(-1)?.startMs ?? 0) + VAD_FRAME_MS,
        overlapMs: utterance.overlapFrames * VAD_FRAME_MS,
        continues,
        atPause,
        language: language(),
        pcm: join(frames),
      },
    }
  }

  const begin = (frames: SpeechFrame[], onset: number, overlapFrames: number, confirmFrames: number): Utterance => ({
    utteranceId: newId(),
    frames,
    overlapFrames,
    onset,
    confirmFrames,
    // What repeats speech is speech.
    confirmed: overlapFrames > 0,
    run: 0,
    voiced: 0,
    quiet: 0,
    blip: 0,
    sentFrames: onset,
    sent: false,
    pauseAudioId: null,
  })

  /** Back to listening; what was not part of a segment may be the pad of the next. */
  const rest = (frames: SpeechFrame[]) => {
    before = frames.slice(-PAD_FRAMES)
    open = null
  }

  const end = (utterance: Utterance): SegmentEvent[] => {
    const { speechEnd, audioEnd } = bounds(utterance)
    rest(utterance.frames.slice(audioEnd))
    if (utterance.overlapFrames > 0 || utterance.voiced >= SPEECH_SHARE * (speechEnd - utterance.onset)) {
      return [segment(utterance, 'final', audioEnd, { audioId: utterance.pauseAudioId ?? newId() })]
    }
    return utterance.sent ? [{ type: 'withdrawn', utteranceId: utterance.utteranceId, roomId, peerId }] : []
  }

  const cut = (utterance: Utterance): SegmentEvent[] => {
    const { at, overlapFrames } = cutAtQuietest(utterance.frames, STOP)
    const following = begin(
      utterance.frames.slice(at - overlapFrames),
      overlapFrames,
      overlapFrames,
      CONFIRM_CONTINUED_FRAMES,
    )
    for (const frame of utterance.frames.slice(at)) hear(following, frame)
    const goesOn = following.voiced > 0
    const events = [segment(utterance, 'final', at, { continues: goesOn && overlapFrames > 0 })]
    if (goesOn) open = following
    else rest(utterance.frames.slice(at))
    return events
  }

  const step = (utterance: Utterance): SegmentEvent[] => {
    const { frames } = utterance
    // A loud frame in a silence may be the start of speech: nothing ends before the next frame tells.
    const quiet = utterance.blip > 0 ? 0 : utterance.quiet
    if (!utterance.confirmed) {
      if (quiet >= PAUSE_FRAMES || frames.length >= LONGEST_FRAMES) rest(frames)
      return []
    }
    if (quiet >= Math.min(endpointFrames, pauseThatCuts(frames.length, PAUSE_FRAMES))) return end(utterance)
    if (frames.length >= LONGEST_FRAMES) return cut(utterance)
    if (quiet >= PAUSE_FRAMES && utterance.pauseAudioId === null) {
      utterance.pauseAudioId = newId()
      return [
        segment(utterance, 'interim', bounds(utterance).audioEnd, { audioId: utterance.pauseAudioId, atPause: true }),
      ]
    }
    const due = frames.length - utterance.sentFrames >= INTERIM_FRAMES
    return due && utterance.quiet < PAUSE_NEAR_FRAMES ? [segment(utterance, 'interim', frames.length)] : []
  }

  return {
    push(frame) {
      if (open) {
        open.frames.push(frame)
      } else {
        before.push(frame)
        if (frame.probability < START) {
          if (before.length > PAD_FRAMES) before.shift()
          return []
        }
        open = begin(before, before.length - 1, 0, CONFIRM_FRAMES)
        before = []
      }
      hear(open, frame)
      return step(open)
    },
    flush() {
      const events = open?.confirmed ? end(open) : []
      rest([])
      return events
    },
    get speaking() {
      return open !== null
    },
  }
}

/** Takes one more frame into account. */
function hear(utterance: Utterance, { probability }: SpeechFrame): void {
  const speaks = probability >= (utterance.run > 0 ? STOP : START)
  utterance.run = speaks ? utterance.run + 1 : 0
  if (speaks) utterance.voiced++
  if (utterance.run >= utterance.confirmFrames) utterance.confirmed = true

  if (utterance.quiet === 0) {
    utterance.quiet = probability < STOP ? 1 : 0
    return
  }
  utterance.quiet++
  utterance.blip = probability >= START ? utterance.blip + 1 : 0
  if (utterance.blip < RESUME_FRAMES) return
  utterance.quiet = 0
  utterance.blip = 0
  utterance.pauseAudioId = null
}

/** Where the speech ends and where the audio of a segment does, frames. */
function bounds({ frames, quiet }: Utterance): { speechEnd: number; audioEnd: number } {
  const speechEnd = frames.length - quiet
  return { speechEnd, audioEnd: speechEnd + Math.min(quiet, PAUSE_FRAMES) }
}

function join(frames: readonly SpeechFrame[]): Pcm {
  const pcm = new Float32Array(frames.length * VAD_FRAME_SAMPLES)
  frames.forEach((frame, index) => pcm.set(frame.pcm, index * VAD_FRAME_SAMPLES))
  return pcm
}
