import type { Output } from './line_player.ts'

/** How long one voice takes to rise while the other falls: too short to hear, long enough not to click. */
const FADE_S = 0.02

/** The browser's sound output. It is made with the first recording, since browsers want a click before. */
export function createSounds(): Output<AudioBuffer> {
  let context: AudioContext | null = null
  const open = () => (context ??= new AudioContext())
  return {
    get now() {
      return open().currentTime
    },
    async load(url) {
      // Before anything is awaited: the click still counts.
      void open().resume()
      const answer = await fetch(url, { credentials: 'same-origin' })
      if (!answer.ok) throw new Error(`Cannot load the recording: ${answer.status}`)
      return open().decodeAudioData(await answer.arrayBuffer())
    },
    start(sound, { at, offset, onEnd }) {
      const source = new AudioBufferSourceNode(open(), { buffer: sound })
      const gain = new GainNode(open(), { gain: 0 })
      source.connect(gain).connect(open().destination)
      gain.gain.setValueAtTime(0, at)
      gain.gain.linearRampToValueAtTime(1, at + FADE_S)
      source.addEventListener('ended', onEnd)
      source.start(at, offset)
      return {
        stop(until) {
          source.removeEventListener('ended', onEnd)
          gain.gain.cancelScheduledValues(until)
          gain.gain.setValueAtTime(1, until)
          gain.gain.linearRampToValueAtTime(0, until + FADE_S)
          source.stop(until + FADE_S)
        },
      }
    },
  }
}
