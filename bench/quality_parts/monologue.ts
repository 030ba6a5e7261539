import type { Pcm, SegmentEvent, SpeechSegment } from '../../domain/audio.ts'
import { createSegmenter } from '../../models/vad/segmenter.ts'
import { VAD_FRAME_MS, VAD_FRAME_SAMPLES } from '../../models/vad/vad.ts'
import type { VoiceActivityModel } from '../../models/vad/vad.ts'

const SILENT = 0.35
/** Silence that is left of a pause: less than any that cuts. */
const KEPT_FRAMES = 2

/**
 * Someone who talks without drawing breath: clips one after the other, their pauses cut out. PCM 16 kHz mono.
 */
export async function withoutPauses(clips: readonly Pcm[], vad: VoiceActivityModel): Promise<Pcm> {
  const kept: Pcm[] = []
  for (const clip of clips) {
    const detector = vad.open()
    let silent = 0
    for (let at = 0; at + VAD_FRAME_SAMPLES <= clip.length; at += VAD_FRAME_SAMPLES) {
      const frame = clip.slice(at, at + VAD_FRAME_SAMPLES)
      silent = (await detector.probability(frame)) < SILENT ? silent + 1 : 0
      if (silent <= KEPT_FRAMES) kept.push(frame)
    }
    await detector.close()
  }
  const pcm = new Float32Array(kept.length * VAD_FRAME_SAMPLES)
  kept.forEach((frame, index) => pcm.set(frame, index * VAD_FRAME_SAMPLES))
  return pcm
}

/** What the tap makes of a recording: every segment event, by the detector and the rules of a meeting. */
export async function cutIntoSegments(pcm: Pcm, vad: VoiceActivityModel): Promise<SegmentEvent[]> {
  const segmenter = createSegmenter({ roomId: 'room', peerId: 'speaker', speakerName: 'Speaker', language: () => null, endpointSilenceMs: 500 })
  const detector = vad.open()
  const events: SegmentEvent[] = []
  for (let frame = 0; (frame + 1) * VAD_FRAME_SAMPLES <= pcm.length; frame++) {
    const samples = pcm.slice(frame * VAD_FRAME_SAMPLES, (frame + 1) * VAD_FRAME_SAMPLES)
    events.push(...segmenter.push({ pcm: samples, probability: await detector.probability(samples), startMs: frame * VAD_FRAME_MS }))
  }
  events.push(...segmenter.flush())
  await detector.close()
  return events
}

export function finals(events: readonly SegmentEvent[]): SpeechSegment[] {
  return events.flatMap((event) => event.type === 'segment' && event.segment.kind === 'final' ? [event.segment] : [])
}
