import type { Session } from './session.ts'

/** A screen, window or tab that we show to the others. */
export class ScreenShare {
  #stream: MediaStream | null = null
  #session: Session | null = null
  readonly #onChange: (on: boolean) => void

  constructor(onChange: (on: boolean) => void) {
    this.#onChange = onChange
  }

  static get supported(): boolean {
    return 'mediaDevices' in navigator && 'getDisplayMedia' in navigator.mediaDevices
  }

  async attach(session: Session | null): Promise<void> {
    this.#session = session
    await this.#send()
  }

  async toggle(): Promise<void> {
    if (this.#stream) return await this.#stop()
    const stream = await choose()
    if (!stream) return
    this.#stream = stream
    stream.getVideoTracks()[0]!.addEventListener('ended', () => void this.#stop())
    this.#onChange(true)
    await this.#send()
  }

  /** Ends it on our side too, when the server has or the meeting is over. */
  async end(): Promise<void> {
    if (this.#stream) await this.#stop()
  }

  async #send(): Promise<void> {
    const video = this.#stream?.getVideoTracks()[0]
    const audio = this.#stream?.getAudioTracks()[0]
    if (video) await this.#session?.send('screen', video)
    if (audio) await this.#session?.send('share-audio', audio)
  }

  async #stop(): Promise<void> {
    const stream = this.#stream
    this.#stream = null
    for (const track of stream?.getTracks() ?? []) track.stop()
    this.#onChange(false)
    await this.#session?.stop('screen')
    await this.#session?.stop('share-audio')
  }
}

/** The user may as well change their mind: then there is nothing to share, and nothing is wrong. */
async function choose(): Promise<MediaStream | null> {
  try {
    const stream = await navigator.mediaDevices.getDisplayMedia({
      video: { frameRate: { ideal: 15, max: 30 } },
      audio: true,
    })
    const [video] = stream.getVideoTracks()
    if (video) video.contentHint = 'detail'
    return video ? stream : null
  } catch (error) {
    console.info('No screen was chosen', error)
    return null
  }
}
