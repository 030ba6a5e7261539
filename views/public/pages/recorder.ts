import { runLevelMeter } from '../room/level.ts'

/** More speech than this is refused, so it is not recorded. */
const LONGEST_MS = 30_000
/** With less than this there are hardly ten seconds of speech. */
const SHORT_MS = 12_000
const TICK_MS = 200
/** What the server reads, the best first. */
const TYPES = ['audio/webm;codecs=opus', 'audio/ogg;codecs=opus', 'audio/mp4']

export interface RecorderOptions {
  /** Gets what was recorded. */
  readonly take: (recorded: File) => void
}

/** Makes a recorder of its markup: a button, a clock, a level meter and a line that says what is going on. Leaves it hidden where nothing can be recorded. */
export function runRecorder(box: HTMLElement, { take }: RecorderOptions): void {
  const [button, clock, meter, note] = [box.querySelector('button')!, box.querySelector('.recorder-time')!, box.querySelector('meter')!, box.querySelector('[role=status]')!]
  const words = box.dataset
  if (!('MediaRecorder' in globalThis) || navigator.mediaDevices === undefined) return
  box.hidden = false
  let stop: (() => void) | null = null
  const say = (text = '', seconds = 0) => (note.textContent = text.replace('{seconds}', String(seconds)))

  const start = async () => {
    button.disabled = true
    const stream = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: false, noiseSuppression: true, autoGainControl: true } }).catch(() => null)
    button.disabled = false
    if (!stream) return void say(words.blocked)
    const track = stream.getAudioTracks()[0]!
    const stopMeter = runLevelMeter(track, meter)
    const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type))
    const recorder = new MediaRecorder(stream, mimeType === undefined ? {} : { mimeType, audioBitsPerSecond: 96_000 })
    const pieces: Blob[] = []
    const beganMs = performance.now()
    const tick = setInterval(() => {
      const ms = performance.now() - beganMs
      clock.textContent = `0:${String(Math.floor(ms / 1000)).padStart(2, '0')}`
      if (ms >= LONGEST_MS) recorder.stop()
    }, TICK_MS)
    recorder.ondataavailable = ({ data }) => void pieces.push(data)
    recorder.onstop = () => {
      clearInterval(tick)
      stopMeter()
      track.stop()
      stop = null
      box.dataset.state = 'recorded'
      button.textContent = words.again ?? ''
      const ms = performance.now() - beganMs
      say(ms < SHORT_MS ? words.recordedShort : words.recorded, Math.floor(ms / 1000))
      const type = recorder.mimeType.split(';')[0] || 'audio/webm'
      take(new File(pieces, `recording.${type.split('/')[1]}`, { type }))
    }
    // A microphone that is pulled out ends what was recorded with it.
    track.onended = () => recorder.state !== 'inactive' && recorder.stop()
    recorder.start()
    stop = () => recorder.stop()
    box.dataset.state = 'recording'
    button.textContent = words.stop ?? ''
    say(words.recording, 0)
  }
  button.addEventListener('click', () => {
    if (stop) stop()
    else void start()
  })
}
