import { DUB_RATE_HZ } from '../../domain/audio.ts'
import type { Clock } from '../../infra/clock.ts'
import { FRAME_MS, FRAME_SAMPLES } from './opus_encoder.ts'

/** Frames that are sent ahead of real time, so that a late timer leaves no hole: 160 ms, which pages keep in their jitter buffers. */
const LEAD_FRAMES = 8
/** Silence after speech, so that a receiver that makes up for missing packets makes up silence. */
const TAIL_FRAMES = 5
/** RTP clock of Opus, whatever the sample rate. */
const TICKS_PER_MS = 48

export interface PacedFrame {
  /** 480 samples, PCM int16, 24 kHz mono; the next call may overwrite them. */
  readonly pcm: Int16Array
  /** At 48 kHz, from the pacer's beginning. */
  readonly timestamp: number
  /** The first one after a silence. */
  readonly fresh: boolean
}

export interface Pacer {
  /** Sound to be sent after what is there: PCM int16, 24 kHz mono, any number of samples. */
  push(pcm: Int16Array): void
  /** Nothing follows for now: what does not fill a frame is filled up with silence. */
  flush(): void
  /** What was pushed and not sent, ms. */
  readonly bufferedMs: number
  /** Resolves once less than that is left to send; at once after `close`. */
  below(ms: number): Promise<void>
  close(): void
}

export interface PacerOptions {
  readonly clock: Clock
  readonly send: (frame: PacedFrame) => void
  /** All that was pushed has been played, and the silence after it. */
  readonly onQuiet?: () => void
}

/** Sends sound at the speed of its playing. Between dubs nothing is sent; timestamps go on as time does. */
export function createPacer({ clock, send, onQuiet = () => {} }: PacerOptions): Pacer {
  const pieces: Int16Array[] = []
  const beginningMs = clock.now()
  let offset = 0
  let buffered = 0
  let flushed = true
  let tail = 0
  let running = false
  let closed = false
  let startMs = 0
  let sent = 0
  let timestamp = 0
  let callOff = () => {}
  let waiting: { readonly ms: number; readonly resolve: () => void }[] = []

  const bufferedMs = () => (buffered * 1000) / DUB_RATE_HZ
  const release = () => {
    const due = waiting.filter(({ ms }) => closed || bufferedMs() < ms)
    if (due.length === 0) return
    waiting = waiting.filter((entry) => !due.includes(entry))
    for (const { resolve } of due) resolve()
  }
  const take = (): Int16Array | null => {
    if (buffered < FRAME_SAMPLES && !(flushed && buffered > 0)) {
      if (!flushed || tail === 0) return null
      tail--
      return new Int16Array(FRAME_SAMPLES)
    }
    const frame = new Int16Array(FRAME_SAMPLES)
    for (let at = 0; at < FRAME_SAMPLES && pieces.length > 0;) {
      const piece = pieces[0]!
      const part = piece.subarray(offset, offset + FRAME_SAMPLES - at)
      frame.set(part, at)
      at += part.length
      offset += part.length
      buffered -= part.length
      if (offset < piece.length) continue
      pieces.shift()
      offset = 0
    }
    return frame
  }
  const begin = (nowMs: number) => {
    startMs = nowMs
    sent = 0
    timestamp = Math.max(timestamp, Math.round((nowMs - beginningMs) * TICKS_PER_MS))
  }
  const tick = () => {
    const nowMs = clock.now()
    // A timer that came far too late: what was sent has been played, so that what is left begins anew.
    if (sent > 0 && nowMs > startMs + sent * FRAME_MS) begin(nowMs)
    while (sent < Math.floor((nowMs - startMs) / FRAME_MS) + LEAD_FRAMES) {
      const pcm = take()
      if (!pcm) {
        running = false
        release()
        // What was sent ahead is still being played.
        if (flushed) callOff = clock.after(LEAD_FRAMES * FRAME_MS, onQuiet)
        return
      }
      send({ pcm, timestamp, fresh: sent === 0 })
      timestamp += FRAME_MS * TICKS_PER_MS
      sent++
    }
    release()
    callOff = clock.after(FRAME_MS, tick)
  }
  const run = () => {
    if (running || closed) return
    callOff()
    running = true
    begin(clock.now())
    tick()
  }

  return {
    push(pcm) {
      if (closed || pcm.length === 0) return
      pieces.push(pcm)
      buffered += pcm.length
      flushed = false
      if (buffered >= FRAME_SAMPLES) run()
    },
    flush() {
      if (closed || flushed) return
      flushed = true
      tail = TAIL_FRAMES
      run()
    },
    get bufferedMs() {
      return bufferedMs()
    },
    below(ms) {
      if (closed || bufferedMs() < ms) return Promise.resolve()
      return new Promise((resolve) => waiting.push({ ms, resolve }))
    },
    close() {
      closed = true
      callOff()
      running = false
      pieces.length = 0
      buffered = 0
      release()
    },
  }
}
