import { createFade } from './fade.ts'
import { recall } from './stored.ts'

export interface Sound {
  /** Goes softly to a loudness, [0, 1]. */
  fade(level: number): void
  stop(): void
}

const playing = new Set<HTMLAudioElement>()
let heldBack: (held: boolean) => void = () => undefined

type Sink = HTMLAudioElement & { setSinkId?: (deviceId: string) => Promise<void> }

async function toSpeaker(audio: Sink, deviceId: string): Promise<void> {
  try {
    await audio.setSinkId?.(deviceId)
  } catch (error) {
    // The remembered speaker is gone: the system's own goes on.
    console.warn('The chosen speaker cannot be used', error)
  }
}

function play(audio: HTMLAudioElement): void {
  audio.play().catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'NotAllowedError') return heldBack(true)
    // AbortError: the track was taken away before it played.
    console.warn('Sound did not start', error)
  })
}

/** Where the loudness of an element cannot be set (iOS), what should be quieter is silent. */
function setLoudness(audio: HTMLAudioElement, level: number): void {
  audio.volume = level
  audio.muted = Math.abs(audio.volume - level) > 0.01 && level < 1
}

function repeat(ms: number, step: () => void): () => void {
  const timer = setInterval(step, ms)
  return () => clearInterval(timer)
}

/** Plays someone's sound on the chosen speaker. */
export function playSound(track: MediaStreamTrack): Sound {
  const audio = document.createElement('audio')
  audio.autoplay = true
  audio.srcObject = new MediaStream([track])
  const speaker = recall('speaker')
  if (speaker) void toSpeaker(audio, speaker)
  document.body.append(audio)
  playing.add(audio)
  play(audio)
  const fade = createFade((level) => setLoudness(audio, level), { now: () => performance.now(), repeat })
  return {
    fade: fade.to,
    stop() {
      fade.stop()
      playing.delete(audio)
      audio.srcObject = null
      audio.remove()
    },
  }
}

/** Moves all sound to another speaker. */
export function useSpeaker(deviceId: string): void {
  for (const audio of playing) void toSpeaker(audio, deviceId)
}

/**
 * Browsers hold sound back until the user has done something on the page: says so, and starts it at the first click or
 * key.
 */
export function watchHeldBackSound(report: (held: boolean) => void): void {
  heldBack = report
  const start = () => {
    report(false)
    for (const audio of playing) if (audio.paused) play(audio)
  }
  addEventListener('pointerdown', start)
  addEventListener('keydown', start)
}
