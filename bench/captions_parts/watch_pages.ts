/** Functions that run inside the pages; both write to `globalThis.parleyBench`, times in ms since the epoch. */
export interface PageBench {
  parleyBench: { onsetsMs: number[]; lines: { atMs: number; text: string; captionId: string }[] }
}

/** In the speaker's page: notes when the microphone goes from digital silence (2 s at least, longer than a pause within a clip) to sound. */
export function watchMicrophone(): void {
  const bench = ((globalThis as unknown as PageBench).parleyBench = { onsetsMs: [] as number[], lines: [] as PageBench['parleyBench']['lines'] })
  const original = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
  navigator.mediaDevices.getUserMedia = async (constraints) => {
    const stream = await original(constraints)
    const [track] = stream.getAudioTracks()
    if (!track) return stream
    const Processor = (globalThis as unknown as { MediaStreamTrackProcessor: new (init: { track: MediaStreamTrack }) => { readable: ReadableStream<AudioFrame> } }).MediaStreamTrackProcessor
    const reader = new Processor({ track: track.clone() }).readable.getReader()
    let quietMs = 0
    const next = async (): Promise<void> => {
      const { value: frame, done } = await reader.read()
      if (done) return
      const atMs = performance.timeOrigin + performance.now()
      const samples = new Float32Array(frame.numberOfFrames)
      frame.copyTo(samples, { planeIndex: 0, format: 'f32-planar' })
      const lengthMs = (frame.numberOfFrames * 1000) / frame.sampleRate
      frame.close()
      const first = samples.findIndex((sample) => Math.abs(sample) > 1e-3)
      if (first >= 0) {
        // The frame arrives when its last sample has been heard.
        if (quietMs > 2_000) bench.onsetsMs.push(atMs - lengthMs + (first * lengthMs) / samples.length)
        quietMs = 0
      } else quietMs += lengthMs
      return next()
    }
    void next()
    return stream
  }
}

interface AudioFrame {
  readonly numberOfFrames: number
  readonly sampleRate: number
  copyTo(target: Float32Array, options: { planeIndex: number; format: string }): void
  close(): void
}

/** In the reader's page: notes when each final line is in the document. */
export function watchCaptions(): void {
  const bench = ((globalThis as unknown as PageBench).parleyBench = { onsetsMs: [] as number[], lines: [] as PageBench['parleyBench']['lines'] })
  const seen = new Set<Element>()
  new MutationObserver(() => {
    for (const line of document.querySelectorAll('[role=log] li[data-final]')) {
      if (seen.has(line)) continue
      seen.add(line)
      const translation = line.querySelector<HTMLElement>('p.translation')
      bench.lines.push({ atMs: performance.timeOrigin + performance.now(), text: (translation ?? (line as HTMLElement)).innerText, captionId: (line as HTMLElement).dataset['final']! })
    }
  }).observe(document, { childList: true, subtree: true })
}
