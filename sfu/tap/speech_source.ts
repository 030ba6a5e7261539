import { samplesToMs } from '../../domain/audio.ts'
import { VAD_FRAME_SAMPLES } from '../../models/vad/vad.ts'
import { createDownsampler } from './downsampler.ts'
import { createJitterBuffer } from './jitter_buffer.ts'
import type { OrderedPacket } from './jitter_buffer.ts'
import { isDtx, OPUS_RATE, opusDurationSamples } from './opus_packet.ts'
import type { OpusStream } from './opus_stream.ts'
import { parseRtp } from './rtp_packet.ts'
import { createTimeline } from './timeline.ts'
import { createWallClock } from './wall_clock.ts'

const SAMPLES_PER_MS = OPUS_RATE / 1000
/** Without a packet for this long the stream goes on in silence: while packets should come, and while none should. */
const STALLED_MS = 240
const QUIET_MS = 40
/** Silence put in stays this far behind real time, for the packet that comes after all. */
const BEHIND_MS = 40
/** Silence is put in by at least this much at once. */
const SILENCE_MIN_SAMPLES = 20 * SAMPLES_PER_MS
/** After this long without a packet nothing is put in any more, once the utterance has ended. */
const PARK_MS = 2_000
/** Audio fades into silence and out of it, so that neither clicks. */
const FADE_SAMPLES = 5 * SAMPLES_PER_MS

export interface Frame {
  /** 512 samples, PCM float32 [-1, 1], 16 kHz mono. */
  readonly pcm: Float32Array
  /** Wall clock of the first sample, ms since the epoch. */
  readonly startMs: number
  /** True when nothing before it belongs to it. */
  readonly fresh: boolean
}

export interface SourceStats {
  readonly packets: number
  readonly malformed: number
  readonly late: number
  readonly lost: number
  readonly concealedMs: number
  readonly undecodable: number
  readonly restarts: number
}

export interface SpeechSource {
  /** Takes what came from the network. Malformed packets are counted. */
  receive(bytes: Uint8Array, nowMs: number): void
  /** To be called every few hundredths of a second. False when nothing is left to do before the next packet. */
  tick(nowMs: number): boolean
  /** No packets are to be expected (the microphone is muted), or they are again. */
  mute(muted: boolean): void
  /** Hands out what is held back. */
  flush(): void
  stats(): SourceStats
}

export interface SourceOptions {
  readonly opus: OpusStream
  readonly emit: (frame: Frame) => void
  /** True when nothing is open that silence would have to end. */
  readonly idle: () => boolean
}

/** RTP with Opus → frames for voice activity detection, in real time: pauses kept, losses concealed, never ahead. */
export function createSpeechSource({ opus, emit, idle }: SourceOptions): SpeechSource {
  const jitter = createJitterBuffer()
  const timeline = createTimeline()
  const wall = createWallClock()
  const downsampler = createDownsampler()
  const frame = new Float32Array(VAD_FRAME_SAMPLES)
  let held = 0
  /** Place in the stream of the next sample, at 48 kHz and at 16 kHz. */
  let placed = 0
  let emitted = 0
  /** Last sample before the next, and whether that is of silence. */
  let tail = 0
  let silent = true
  let fresh = true
  let parked = true
  let muted = false
  let dtx = false
  let arrivedMs = 0
  let filled = 0
  const count = { packets: 0, malformed: 0, lost: 0, concealed: 0, undecodable: 0, restarts: 0 }

  const put = (pcm: Float32Array) => {
    placed += pcm.length
    tail = pcm.at(-1) ?? tail
    for (const sample of downsampler.process(pcm)) {
      frame[held++] = sample
      emitted++
      if (held < VAD_FRAME_SAMPLES) continue
      held = 0
      emit({ pcm: frame.slice(), startMs: wall.at(samplesToMs(emitted - VAD_FRAME_SAMPLES)), fresh })
      fresh = false
    }
  }

  const putAudio = (pcm: Float32Array) => {
    if (silent) {
      for (let i = 0; i < Math.min(FADE_SAMPLES, pcm.length); i++) pcm[i] = ((pcm[i] ?? 0) * i) / FADE_SAMPLES
    }
    silent = false
    put(pcm)
  }

  const putSilence = (samples: number) => {
    if (samples <= 0) return
    const pcm = new Float32Array(samples)
    const from = silent ? 0 : tail
    for (let i = 0; i < Math.min(FADE_SAMPLES, samples); i++) pcm[i] = from * (1 - i / FADE_SAMPLES)
    silent = true
    put(pcm)
    tail = 0
  }

  const unpark = () => {
    parked = false
    held = 0
    fresh = true
    timeline.restart()
    wall.restart()
  }

  const play = (ordered: OrderedPacket) => {
    const { packet: { payload } } = ordered
    const samples = opusDurationSamples(payload) ?? 0
    if (parked) unpark()
    if (ordered.restarted) count.restarts++
    count.lost += ordered.lost
    const { conceal, silence, surplus } = timeline.place(ordered, samples)
    count.concealed += conceal
    wall.shift(surplus / SAMPLES_PER_MS)
    if (conceal > 0) putAudio(opus.conceal(conceal))
    putSilence(silence)
    wall.observe((placed + samples) / SAMPLES_PER_MS, ordered.arrivedMs)
    const pcm = opus.decode(payload)
    if (!pcm) count.undecodable++
    putAudio(pcm ?? opus.conceal(samples))
    dtx = isDtx(payload)
    arrivedMs = ordered.arrivedMs
    filled = 0
  }

  const playReady = (nowMs: number) => {
    for (let next = jitter.take(nowMs); next; next = jitter.take(nowMs)) play(next)
  }

  return {
    receive(bytes, nowMs) {
      const packet = parseRtp(bytes)
      if (!packet || opusDurationSamples(packet.payload) === null) {
        count.malformed++
        return
      }
      count.packets++
      jitter.push(packet, nowMs)
      playReady(nowMs)
    },
    tick(nowMs) {
      playReady(nowMs)
      const sinceMs = nowMs - arrivedMs
      if (jitter.waiting > 0) return true
      if (parked) return false
      if (sinceMs > PARK_MS && idle()) {
        parked = true
        return false
      }
      const missing = Math.round((sinceMs - BEHIND_MS) * SAMPLES_PER_MS) - filled
      if (sinceMs > (muted || dtx ? QUIET_MS : STALLED_MS) && missing >= SILENCE_MIN_SAMPLES) {
        putSilence(missing)
        timeline.filled(missing)
        filled += missing
      }
      return true
    },
    mute(next) {
      muted = next
    },
    flush() {
      for (const ordered of jitter.drain()) play(ordered)
    },
    stats: () => ({
      packets: count.packets,
      malformed: count.malformed,
      late: jitter.late,
      lost: count.lost,
      concealedMs: count.concealed / SAMPLES_PER_MS,
      undecodable: count.undecodable,
      restarts: count.restarts,
    }),
  }
}
