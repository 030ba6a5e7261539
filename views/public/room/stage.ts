import { ids } from '../../ids.ts'
import { byId } from './dom.ts'
import type { Interpreting } from './interpreting.ts'
import type { Incoming } from './session.ts'
import { playSound, type Sound } from './sound.ts'

interface Shown extends Incoming {
  paused: boolean
  sound: Sound | null
  screen: HTMLElement | null
}

/** Puts media and marks on the tiles and rows that the server renders, whichever comes first. */
export class Stage {
  readonly #me: string
  readonly #tiles = byId(ids.tiles)
  readonly #people = byId(ids.people)
  readonly #shown = new Map<string, Shown>()
  #camera: MediaStreamTrack | null = null
  #microphoneOn = true
  #speaking: readonly string[] = []
  #joined = false
  /** Called after tiles came, went or changed their media. */
  onChange: () => void = () => undefined
  /** Who is spoken over by the interpreter's voice, and how loud they are then. */
  interpreting: Pick<Interpreting, 'over' | 'level'> = { over: () => false, level: 1 }

  constructor(me: string) {
    this.#me = me
    const observer = new MutationObserver(() => this.#refresh())
    observer.observe(this.#tiles, { childList: true })
    observer.observe(this.#people, { childList: true })
    // A first picture is there (media events do not bubble, so they are caught on their way down).
    this.#tiles.addEventListener('loadeddata', () => this.onChange(), true)
  }

  /** From now on the sound of everyone who has some is known, so that its absence means something. */
  joined(): void {
    this.#joined = true
    this.#refresh()
  }

  showMine({ camera, microphoneOn }: { camera: MediaStreamTrack | null; microphoneOn: boolean }): void {
    this.#camera = camera
    this.#microphoneOn = microphoneOn
    this.#refresh()
  }

  add(media: Incoming, paused: boolean): void {
    const sound = media.track.kind === 'audio' ? playSound(media.track) : null
    const screen = media.source === 'screen' ? this.#openScreen(media.peerId, media.track) : null
    this.#shown.set(media.consumerId, { ...media, paused, sound, screen })
    this.#refresh()
  }

  /** Returns what it was, if it was there. */
  remove(consumerId: string): Incoming | undefined {
    const shown = this.#shown.get(consumerId)
    shown?.sound?.stop()
    shown?.screen?.remove()
    this.#shown.delete(consumerId)
    this.#refresh()
    return shown
  }

  setPaused(consumerId: string, paused: boolean): void {
    const shown = this.#shown.get(consumerId)
    if (!shown) return
    shown.paused = paused
    this.#refresh()
  }

  /** The interpreter's voice over someone began, ended, or goes otherwise. */
  interpreted(): void {
    this.#refresh()
  }

  setSpeaking(peerIds: readonly string[]): void {
    this.#speaking = peerIds
    this.#refresh()
  }

  /** Takes everything away that came from the server: the connection ended. */
  clear(): void {
    this.#joined = false
    this.#speaking = []
    for (const consumerId of [...this.#shown.keys()]) this.remove(consumerId)
  }

  /** Cameras whose picture is there, with the height of their tile in pixels of the screen. */
  cameras(): { consumerId: string; heightPx: number }[] {
    return [...this.#shown.values()].filter(({ source }) => source === 'camera').flatMap(({ consumerId, peerId }) => {
      const tile = this.#tile(peerId)
      const arrived = (tile?.querySelector('video')?.readyState ?? 0) >= HTMLMediaElement.HAVE_CURRENT_DATA
      return tile && arrived ? [{ consumerId, heightPx: tile.clientHeight * devicePixelRatio }] : []
    })
  }

  get peerIds(): string[] {
    return [...this.#tiles.querySelectorAll<HTMLElement>('[data-peer-id]')].map((tile) => tile.dataset.peerId!)
  }

  #tile(peerId: string): HTMLElement | null {
    return this.#tiles.querySelector<HTMLElement>(`[data-peer-id="${CSS.escape(peerId)}"]`)
  }

  #media(peerId: string, source: Incoming['source']): Shown | undefined {
    return [...this.#shown.values()].find((shown) => shown.peerId === peerId && shown.source === source)
  }

  #refresh(): void {
    for (const element of document.querySelectorAll<HTMLElement>('[data-peer-id]')) {
      const peerId = element.dataset.peerId!
      element.toggleAttribute('data-muted', this.#muted(peerId))
      element.toggleAttribute('data-sharing', this.#media(peerId, 'screen') !== undefined)
      element.toggleAttribute('data-interpreted', this.interpreting.over(peerId))
      element.toggleAttribute('data-speaking', this.#speaking.includes(peerId))
      const video = element.querySelector<HTMLVideoElement>('.tile-video')
      if (video) showVideo(video, this.#video(peerId))
    }
    for (const { screen, peerId, source, sound } of this.#shown.values()) {
      if (screen) this.#nameScreen(screen, peerId)
      if (source === 'microphone') sound?.fade(this.interpreting.over(peerId) ? this.interpreting.level : 1)
    }
    this.onChange()
  }

  #muted(peerId: string): boolean {
    if (peerId === this.#me) return !this.#microphoneOn
    return this.#joined && (this.#media(peerId, 'microphone')?.paused ?? true)
  }

  #video(peerId: string): MediaStreamTrack | null {
    if (peerId === this.#me) return this.#camera
    const camera = this.#media(peerId, 'camera')
    return camera && !camera.paused ? camera.track : null
  }

  #openScreen(peerId: string, track: MediaStreamTrack): HTMLElement {
    const template = byId<HTMLTemplateElement>(ids.screenTile)
    const screen = (template.content.cloneNode(true) as DocumentFragment).firstElementChild as HTMLElement
    screen.querySelector('video')!.srcObject = new MediaStream([track])
    screen.dataset.featured = ''
    this.#nameScreen(screen, peerId)
    this.#tiles.append(screen)
    return screen
  }

  #nameScreen(screen: HTMLElement, peerId: string): void {
    const name = this.#tile(peerId)?.querySelector('bdi')?.textContent
    const label = screen.querySelector('[data-name]')!
    if (name && label.textContent !== name) label.textContent = name
  }
}

function showVideo(video: HTMLVideoElement, track: MediaStreamTrack | null): void {
  const shown = video.srcObject instanceof MediaStream ? video.srcObject.getTracks()[0] : null
  if (shown !== track) video.srcObject = track && new MediaStream([track])
  video.hidden = track === null
}
