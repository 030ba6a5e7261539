import { open } from 'node:fs/promises'
import { SPEECH_RATE } from '../../domain/audio.ts'
import type { Pcm, SegmentEvent } from '../../domain/audio.ts'
import type { RoomEvent } from '../../domain/events.ts'
import { roomTopic } from '../../domain/events.ts'
import type { Language } from '../../domain/language.ts'
import { createCaptions } from '../../functions/captions/captions.ts'
import { createMemoryBus } from '../../infra/bus/memory.ts'
import { systemClock } from '../../infra/clock.ts'
import { silentLog } from '../../infra/log.ts'
import { createMemoryQueue } from '../../infra/queue/memory.ts'
import type { Translator } from '../../models/translation/translator.ts'
import { createSegmenter } from '../../models/vad/segmenter.ts'
import { VAD_FRAME_MS, VAD_FRAME_SAMPLES } from '../../models/vad/vad.ts'
import type { VoiceActivityModel } from '../../models/vad/vad.ts'
import type { Recogniser } from '../../models/whisper/recogniser.ts'
import { toShown } from './meeting_log.ts'

const ROOM = 'room'
const PAUSE_SAMPLES = 1.5 * SPEECH_RATE
/** Time for the last line. */
const LAST_SAMPLES = 4 * SPEECH_RATE

export interface RecordOptions {
  readonly file: string
  readonly vad: VoiceActivityModel
  readonly recogniser: Recogniser
  readonly translator: Translator
  readonly speaks: Language
  readonly readers: readonly Language[]
}

/**
 * Lets one person say clips with pauses between them, in real time, through everything but WebRTC and the pages, and writes
 * what readers get into a log.
 */
export async function recordMeeting(clips: readonly Pcm[], { file, vad, recogniser, translator, speaks, readers }: RecordOptions): Promise<void> {
  const log = await open(file, 'w')
  const bus = createMemoryBus<RoomEvent>({ log: silentLog })
  let written: Promise<unknown> = Promise.resolve()
  await bus.subscribe(roomTopic(ROOM), (event) => {
    const shown = toShown(event, Date.now())
    if (shown) written = written.then(() => log.write(`${JSON.stringify(shown)}\n`))
  })
  const speaker = {
    peerId: 'speaker', roomId: ROOM, name: 'Speaker', preferences: { speaks, reads: speaks, hears: 'original' as const }, role: 'guest' as const,
    accountId: null, deviceId: null, joinedAtMs: 0, present: true,
  }
  const queue = createMemoryQueue<SegmentEvent>({ clock: systemClock, log: silentLog, drainMs: 60_000 })
  const captions = createCaptions({ queue, recogniser, bus, log: silentLog, translator, rooms: { readers: async () => [...readers], participant: async () => speaker } })
  const segmenter = createSegmenter({ roomId: ROOM, peerId: 'speaker', speakerName: 'Speaker', language: () => speaks, endpointSilenceMs: 500 })
  const detector = vad.open()
  const startMs = Date.now()
  const accept = async (events: readonly SegmentEvent[]) => {
    for (const event of events) await captions.accept(event)
  }
  let frame = 0
  for (const clip of [...clips.map((pcm) => withSilence(pcm, PAUSE_SAMPLES)), new Float32Array(LAST_SAMPLES)]) {
    for (let at = 0; at + VAD_FRAME_SAMPLES <= clip.length; at += VAD_FRAME_SAMPLES) {
      const frameMs = startMs + frame++ * VAD_FRAME_MS
      // A frame is heard when its last sample has been.
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, frameMs + VAD_FRAME_MS - Date.now())))
      const pcm = clip.slice(at, at + VAD_FRAME_SAMPLES)
      await accept(segmenter.push({ pcm, probability: await detector.probability(pcm), startMs: frameMs }))
    }
  }
  await accept(segmenter.flush())
  await queue.close()
  await captions.close()
  await detector.close()
  await written
  await log.close()
}

function withSilence(pcm: Pcm, samples: number): Pcm {
  const longer = new Float32Array(pcm.length + samples)
  longer.set(pcm)
  return longer
}
