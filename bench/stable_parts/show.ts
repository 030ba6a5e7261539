import type { SegmentEvent } from '../../domain/audio.ts'
import type { RoomEvent } from '../../domain/events.ts'
import { roomTopic } from '../../domain/events.ts'
import type { Language } from '../../domain/language.ts'
import { createCaptions } from '../../functions/captions/captions.ts'
import { createMemoryBus } from '../../infra/bus/memory.ts'
import { systemClock } from '../../infra/clock.ts'
import { silentLog } from '../../infra/log.ts'
import { createMemoryQueue } from '../../infra/queue/memory.ts'
import type { Translator } from '../../models/translation/translator.ts'
import type { Recogniser } from '../../models/whisper/recogniser.ts'
import type { HeardClip } from './hear.ts'

/** What a reader's page showed of each line, push after push, the final one last: everything, or what was set plain. */
export interface ShownLines {
  readonly original: string[][]
  readonly stableOriginal: string[][]
  readonly translation: string[][]
  readonly stableTranslation: string[][]
  /** Lines that had a translation to read before they were final. */
  readonly translatedEarly: number
}

/** The clip's segments once more, through captions as they are, for a reader of another language. What was recognised is recognised again. */
export async function showClip({ events, transcripts }: HeardClip, { translator, reader }: { translator: Translator; reader: Language }): Promise<ShownLines> {
  const bus = createMemoryBus<RoomEvent>({ log: silentLog })
  const lines = new Map<string, Extract<RoomEvent, { type: 'caption' }>[]>()
  await bus.subscribe(roomTopic('room'), (event) => {
    if (event.type !== 'caption') return
    lines.set(event.caption.captionId, [...(lines.get(event.caption.captionId) ?? []), event])
  })
  const rest = [...transcripts]
  const recogniser: Recogniser = { recognise: async () => rest.shift()!, close: async () => {} }
  const queue = createMemoryQueue<SegmentEvent>({ clock: systemClock, log: silentLog })
  const peer = { roomId: 'room', name: 'Speaker', role: 'guest' as const, accountId: null, deviceId: null, joinedAtMs: 0, present: true }
  const participant = async ({ peerId }: { peerId: string }) => ({ ...peer, peerId, preferences: { speaks: transcripts[0]?.language ?? 'en', reads: reader, hears: 'original' as const } })
  let nowMs = 0
  const captions = createCaptions({ queue, recogniser, translator, rooms: { readers: async () => [reader], participant }, bus, log: silentLog, now: () => nowMs })
  for (const event of events) {
    // Interim captions rest after each one: a minute between them lets them all through.
    nowMs += 60_000
    const done = new Promise<void>((resolve) => {
      const stop = queue.onSettled(() => {
        stop()
        resolve()
      })
    })
    await captions.accept(event)
    await done
  }
  await queue.close()
  await captions.close()

  const finished = [...lines.values()].filter((shown) => shown.at(-1)!.caption.kind === 'final')
  const texts = (of: (event: Extract<RoomEvent, { type: 'caption' }>) => string) => finished.map((shown) => shown.map(of))
  return {
    original: texts(({ caption }) => caption.text),
    stableOriginal: texts(({ caption, steady }) => caption.text.slice(0, steady?.original)),
    translation: texts(({ translation }) => translation?.text ?? ''),
    stableTranslation: texts(({ translation, steady }) => translation?.text.slice(0, steady?.translation) ?? ''),
    translatedEarly: finished.filter((shown) => shown.slice(0, -1).some(({ translation }) => translation?.text)).length,
  }
}
