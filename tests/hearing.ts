import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Pcm, SegmentEvent } from '../domain/audio.ts'
import { samplesToMs } from '../domain/audio.ts'
import type { Caption } from '../domain/caption.ts'
import type { RoomEvent } from '../domain/events.ts'
import { roomTopic } from '../domain/events.ts'
import type { Language } from '../domain/language.ts'
import { createCaptions } from '../functions/captions/captions.ts'
import { createMemoryBus } from '../infra/bus/memory.ts'
import { systemClock } from '../infra/clock.ts'
import { silentLog } from '../infra/log.ts'
import { createMemoryQueue } from '../infra/queue/memory.ts'
import { createSegmenter } from '../models/vad/segmenter.ts'
import { loadSilero } from '../models/vad/silero.ts'
import { VAD_FRAME_SAMPLES } from '../models/vad/vad.ts'
import { BUNDLED_FOLDER } from '../models/store/store.ts'
import { createScriptedTranslator } from '../models/translation/scripted.ts'
import { openWhisper } from '../models/whisper/open.ts'

export interface Heard {
  /** Segments that voice activity detection let through. */
  readonly segments: number
  readonly finals: readonly Caption[]
}

/** Graphs that are changed once serve every test. */
const CACHE = join(tmpdir(), 'parley-tests')

/** From samples to captions with the real parts, faster than real time: everything but WebRTC and the pages. */
export interface Hearing {
  hear(pcm: Pcm, options: { readonly language: Language | null }): Promise<Heard>
  close(): Promise<void>
}

export async function openHearing(): Promise<Hearing> {
  const [vad, recogniser] = await Promise.all([
    loadSilero(`${BUNDLED_FOLDER}silero-vad/model.onnx`),
    openWhisper({ folder: `${BUNDLED_FOLDER}whisper-base`, model: 'whisper-base', cacheFolder: CACHE, log: silentLog }),
  ])
  return {
    async hear(pcm, { language }) {
      const bus = createMemoryBus<RoomEvent>({ log: silentLog })
      const finals: Caption[] = []
      await bus.subscribe(roomTopic('room'), (event) => {
        if (event.type === 'caption' && event.caption.kind === 'final') finals.push(event.caption)
      })
      const preferences = { speaks: language, reads: 'en', hears: 'original' } as const
      const speaker = { peerId: 'speaker', roomId: 'room', name: 'Speaker', preferences, role: 'guest' as const, accountId: null, deviceId: null, joinedAtMs: 0, present: true }
      const events: SegmentEvent[] = []
      const queue = createMemoryQueue<SegmentEvent>({ clock: systemClock, log: silentLog, drainMs: 10 * 60_000 })
      const captions = createCaptions({
        queue, recogniser, bus, log: silentLog, translator: createScriptedTranslator(),
        rooms: { readers: async () => ['en'], participant: async () => speaker },
      })
      const segmenter = createSegmenter({
        roomId: 'room', peerId: 'speaker', speakerName: 'Speaker', language: () => language, endpointSilenceMs: 500,
      })
      const detector = vad.open()
      for (let at = 0; at + VAD_FRAME_SAMPLES <= pcm.length; at += VAD_FRAME_SAMPLES) {
        const frame = pcm.slice(at, at + VAD_FRAME_SAMPLES)
        events.push(...segmenter.push({ pcm: frame, probability: await detector.probability(frame), startMs: 1_000_000 + samplesToMs(at) }))
      }
      events.push(...segmenter.flush())
      await detector.close()
      for (const event of events) await captions.accept(event)
      await queue.close()
      await captions.close()
      return { segments: events.filter(({ type }) => type === 'segment').length, finals }
    },
    async close() {
      await Promise.all([vad.close(), recogniser.close()])
    },
  }
}
