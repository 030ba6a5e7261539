/** The quietest level that moves the meter, dBFS. */
const FLOOR_DB = -60

/** Loudness of a block of samples for a meter, [0, 1]: RMS on a decibel scale from -60 dBFS to 0. */
export function level(samples: Float32Array): number {
  let sum = 0
  for (const sample of samples) sum += sample * sample
  const rms = Math.sqrt(sum / Math.max(1, samples.length))
  return rms === 0 ? 0 : Math.min(1, Math.max(0, 1 - (20 * Math.log10(rms)) / FLOOR_DB))
}

/** Moves `meter` with the sound of `track` until the returned function is called. */
export function runLevelMeter(track: MediaStreamTrack, meter: HTMLMeterElement): () => void {
  const audio = new AudioContext()
  const analyser = audio.createAnalyser()
  analyser.fftSize = 1024
  audio.createMediaStreamSource(new MediaStream([track])).connect(analyser)
  const samples = new Float32Array(analyser.fftSize)
  let frame = requestAnimationFrame(function draw() {
    analyser.getFloatTimeDomainData(samples)
    meter.value = level(samples)
    frame = requestAnimationFrame(draw)
  })
  return () => {
    cancelAnimationFrame(frame)
    meter.value = 0
    void audio.close()
  }
}
