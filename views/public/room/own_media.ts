import { capture, type CaptureFailure, type CaptureKind } from './capture.ts'
import type { Session } from './session.ts'
import { recall, remember } from './stored.ts'

/** Our microphone and camera: on or off by the user's wish, sent by whichever session there is. */
export class OwnMedia {
  readonly #tracks: Record<CaptureKind, MediaStreamTrack | null> = { microphone: null, camera: null }
  readonly failures: Record<CaptureKind, CaptureFailure | null> = { microphone: null, camera: null }
  #muted = recall('start-microphone') === 'off'
  #session: Session | null = null
  readonly #opening = new Set<CaptureKind>()
  /** One change of what is sent after the other: a device may open while a session does. */
  readonly #line: Record<CaptureKind, Promise<void>> = { microphone: Promise.resolve(), camera: Promise.resolve() }
  /** Called after anything here changed. */
  readonly #onChange: () => void

  constructor(onChange: () => void) {
    this.#onChange = onChange
  }

  get camera(): MediaStreamTrack | null {
    return this.#tracks.camera
  }

  /** True while the camera is seen, or about to be. */
  get cameraOn(): boolean {
    return this.#tracks.camera !== null || this.#opening.has('camera')
  }

  /** True while others can hear us, or are about to. */
  get microphoneOn(): boolean {
    return (this.#tracks.microphone !== null || this.#opening.has('microphone')) && !this.#muted
  }

  /**
   * Opens what the user left on before. A muted microphone is opened too, so that it speaks at once when it is wanted.
   */
  async open(): Promise<void> {
    const wanted: CaptureKind[] = recall('start-camera') === 'off' ? ['microphone'] : ['microphone', 'camera']
    await Promise.all(wanted.map((kind) => this.#capture(kind)))
  }

  /** Sends what is open over a new session. */
  async attach(session: Session | null): Promise<void> {
    this.#session = session
    await Promise.all((['microphone', 'camera'] as const).map((kind) => this.#send(kind)))
  }

  async toggleMicrophone(): Promise<void> {
    if (!this.#tracks.microphone) {
      this.#muted = false
      await this.#capture('microphone')
    } else {
      this.#muted = !this.#muted
      this.#tracks.microphone.enabled = !this.#muted
    }
    remember('start-microphone', this.#muted ? 'off' : 'on')
    this.#onChange()
    await this.#inLine('microphone', async () => await this.#session?.setPaused('microphone', this.#muted))
  }

  /** A host muted us: the server sends nothing on until we unmute. */
  mutedByHost(): void {
    this.#muted = true
    if (this.#tracks.microphone) this.#tracks.microphone.enabled = false
    this.#onChange()
  }

  /** The meeting is over: the devices' lights go out. */
  end(): void {
    for (const kind of ['microphone', 'camera'] as const) {
      this.#tracks[kind]?.stop()
      this.#tracks[kind] = null
    }
    this.#onChange()
  }

  /** A camera that is stopped is closed: its light goes out. */
  async toggleCamera(): Promise<void> {
    const track = this.#tracks.camera
    remember('start-camera', track ? 'off' : 'on')
    if (!track) return await this.#capture('camera')
    this.#tracks.camera = null
    track.stop()
    this.#onChange()
    await this.#inLine('camera', async () => await this.#session?.stop('camera'))
  }

  /** Goes over to the device that was just chosen and remembered. */
  async switch(kind: CaptureKind): Promise<void> {
    if (this.#tracks[kind]) await this.#capture(kind)
  }

  async #capture(kind: CaptureKind): Promise<void> {
    this.#opening.add(kind)
    const got = await capture(kind).finally(() => this.#opening.delete(kind))
    const before = this.#tracks[kind]
    this.failures[kind] = 'failure' in got ? got.failure : null
    if ('track' in got) {
      this.#tracks[kind] = got.track
      if (kind === 'microphone') got.track.enabled = !this.#muted
      got.track.addEventListener('ended', () => void this.#lost(kind, got.track))
    }
    this.#onChange()
    await this.#send(kind)
    if ('track' in got) before?.stop()
  }

  /** The device was unplugged or taken away. */
  async #lost(kind: CaptureKind, track: MediaStreamTrack): Promise<void> {
    if (this.#tracks[kind] !== track) return
    this.#tracks[kind] = null
    this.failures[kind] = 'none'
    this.#onChange()
    await this.#inLine(kind, async () => await this.#session?.stop(kind))
  }

  async #send(kind: CaptureKind): Promise<void> {
    await this.#inLine(kind, async () => {
      const track = this.#tracks[kind]
      const session = this.#session
      if (!track || !session) return
      if (session.sends(kind)) return await session.replace(kind, track)
      await session.send(kind, track, { paused: kind === 'microphone' && this.#muted })
    })
  }

  async #inLine(kind: CaptureKind, change: () => Promise<void>): Promise<void> {
    const done = this.#line[kind].then(change)
    // What went wrong is told to whoever asked for it; the next change does not depend on it.
    this.#line[kind] = done.catch(() => undefined)
    await done
  }
}
