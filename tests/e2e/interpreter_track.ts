import type { BrowserContext, Page } from 'playwright-core'

/** What the interpreter said in a page, at 48 kHz; times in ms since the epoch. */
interface Track {
  parleyInterpreter: {
    /** Sound after at least 400 ms of silence. */
    readonly onsets: { readonly atMs: number }[]
    readonly pieces: Int16Array[]
    /** The browser's own account of what it received of them. */
    readonly receivers: RTCRtpReceiver[]
  }
}

interface SoundFrame {
  readonly numberOfFrames: number
  readonly sampleRate: number
  copyTo(target: Float32Array, options: { planeIndex: number; format: string }): void
  close(): void
}

/** Keeps the sound of every interpreter's voice that pages of this context receive, and when it begins. Before the first page loads. */
export async function recordInterpreter(context: BrowserContext): Promise<void> {
  await context.addInitScript(record)
}

function record(): void {
  const QUIET_MS = 400
  const LOUD = 0.005
  const track: Track['parleyInterpreter'] = { onsets: [], pieces: [], receivers: [] }
  ;(globalThis as unknown as Track).parleyInterpreter = track
  const listen = async (sound: MediaStreamTrack) => {
    const Processor = (globalThis as unknown as { MediaStreamTrackProcessor: new (init: { track: MediaStreamTrack }) => { readable: ReadableStream<SoundFrame> } }).MediaStreamTrackProcessor
    const reader = new Processor({ track: sound.clone() }).readable.getReader()
    let quietMs = Infinity
    for (;;) {
      const { value: frame, done } = await reader.read()
      if (done) return
      const atMs = performance.timeOrigin + performance.now()
      const samples = new Float32Array(frame.numberOfFrames)
      frame.copyTo(samples, { planeIndex: 0, format: 'f32-planar' })
      const lengthMs = (frame.numberOfFrames * 1000) / frame.sampleRate
      frame.close()
      const first = samples.findIndex((sample) => Math.abs(sample) > LOUD)
      // The frame is there when its last sample has been played.
      if (first >= 0 && quietMs > QUIET_MS) track.onsets.push({ atMs: atMs - lengthMs + (first * lengthMs) / samples.length })
      quietMs = first >= 0 ? 0 : quietMs + lengthMs
      track.pieces.push(Int16Array.from(samples, (sample) => sample * 32_767))
    }
  }
  globalThis.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration)
      this.addEventListener('track', ({ track: sound, streams, receiver }) => {
        if (!streams[0]?.id.endsWith('-interpreter')) return
        track.receivers.push(receiver)
        void listen(sound)
      })
    }
  }
}

/** Where the recording has come to. */
export interface TrackPoint {
  readonly pieces: number
  /** Samples that the browser made up because theirs did not come in time, at 48 kHz. */
  readonly madeUpSamples: number
}

export function trackPoint(page: Page): Promise<TrackPoint> {
  return page.evaluate(async () => {
    const { pieces, receivers } = (globalThis as unknown as Track).parleyInterpreter
    let madeUpSamples = 0
    for (const receiver of receivers) {
      for (const stat of (await receiver.getStats()).values()) {
        if (stat.type === 'inbound-rtp') madeUpSamples += (stat.concealedSamples ?? 0) - (stat.silentConcealedSamples ?? 0)
      }
    }
    return { pieces: pieces.length, madeUpSamples }
  })
}

/** What was recorded since: PCM int16, 48 kHz mono, voices of several speakers one after the other as their frames came. */
export async function interpreterSound(page: Page, since: TrackPoint): Promise<Int16Array> {
  const base64 = await page.evaluate(async (from) => {
    const pieces = (globalThis as unknown as Track).parleyInterpreter.pieces.slice(from)
    const url = await new Promise<string>((resolve) => {
      const reader = new FileReader()
      reader.onload = () => resolve(reader.result as string)
      reader.readAsDataURL(new Blob(pieces as Int16Array<ArrayBuffer>[]))
    })
    return url.slice(url.indexOf(',') + 1)
  }, since.pieces)
  const bytes = Buffer.from(base64, 'base64')
  return new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length))
}

/** When it began to speak, each time after a silence: ms since the epoch. */
export function interpreterOnsets(page: Page): Promise<number[]> {
  return page.evaluate(() => (globalThis as unknown as Track).parleyInterpreter.onsets.map(({ atMs }) => atMs))
}
