import type { SegmentEvent, SpeechSegment } from '../../domain/audio.ts'
import type { Transcript } from '../../domain/caption.ts'
import type { DubRequest } from '../../domain/dub.ts'
import { DomainError } from '../../domain/errors.ts'
import type { RoomEvent } from '../../domain/events.ts'
import { roomTopic } from '../../domain/events.ts'
import type { Language } from '../../domain/language.ts'
import type { RecordedLine } from '../../domain/transcript.ts'
import { createMemoryBus } from '../../infra/bus/memory.ts'
import { silentLog } from '../../infra/log.ts'
import { systemClock } from '../../infra/clock.ts'
import { createMemoryQueue } from '../../infra/queue/memory.ts'
import type { TranslateOptions, Translator } from '../../models/translation/translator.ts'
import type { RecogniseOptions, Recogniser } from '../../models/whisper/recogniser.ts'
import type { RoomContext } from '../context/room_context.ts'
import { createCaptions } from './captions.ts'

export type Caption = Extract<RoomEvent, { type: 'caption' }>

export function transcript(text: string, over: Partial<Transcript> = {}): Transcript {
  const timing = { melMs: 1, encodeMs: 1, decodeMs: 1, windowMs: 8_000, attempts: 1 }
  return { text, language: 'en', languageProbability: 1, confidence: 0.9, phrases: [], filtered: null, tokens: [], timing, model: 'scripted', ...over }
}

/** Answers each decode with the next line of the script; an Error is thrown. */
function scriptedRecogniser(script: (Transcript | Error)[], finals?: Promise<void>) {
  const asked: RecogniseOptions[] = []
  const recogniser: Recogniser = {
    async recognise(_pcm, options) {
      asked.push(options)
      if (options.window === 'live') await finals
      const next = script.shift() ?? new Error('The script is over')
      if (next instanceof Error) throw next
      return next
    },
    close: async () => {},
  }
  return { recogniser, asked }
}

function scriptedTranslator(): Translator & { readonly asked: string[]; readonly terms: TranslateOptions['terms'][] } {
  const asked: string[] = []
  const terms: TranslateOptions['terms'][] = []
  return {
    asked,
    terms,
    engine: 'scripted',
    serves: () => true,
    async translate(text, { from, to, terms: own }) {
      terms.push(own)
      asked.push(`${from}-${to}`)
      if (to === 'vi') throw new DomainError('language-unavailable', 'Cannot translate to "vi"')
      if (to === 'de') throw new DomainError('timeout', 'Too slow')
      return { language: to, text: `${to}(${text})`, engine: 'scripted' }
    },
    close: async () => {},
  }
}

let count = 0
export function segment(over: Partial<SpeechSegment> = {}): SegmentEvent {
  const n = ++count
  return {
    type: 'segment',
    segment: {
      segmentId: `s${n}`, utteranceId: 'u1', audioId: `a${n}`, roomId: 'room', peerId: 'ada', speakerName: 'Ada', kind: 'final',
      startMs: 1_000, endMs: 2_000, overlapMs: 0, continues: false, atPause: false, language: 'en', pcm: new Float32Array(16_000), ...over,
    },
  }
}

interface Stage {
  readonly script: (Transcript | Error)[]
  readonly readers: Language[]
  readonly now?: () => number
  /** What the decode of a final segment waits for. */
  readonly finals?: Promise<void>
  readonly context?: Pick<RoomContext, 'open'>
}

/** Captions with scripted recognition and translation: `vi` cannot be had, `de` is too slow. */
export async function setUp({ script, readers, now = () => 2_500, finals, context }: Stage) {
  const bus = createMemoryBus<RoomEvent>({ log: silentLog })
  const events: RoomEvent[] = []
  await bus.subscribe(roomTopic('room'), (event) => void events.push(event))
  const queue = createMemoryQueue<SegmentEvent>({ clock: systemClock, log: silentLog, retryDelayMs: () => 0 })
  const translator = scriptedTranslator()
  const { recogniser, asked } = scriptedRecogniser(script, finals)
  const recorded: RecordedLine[] = []
  const recorder = { record: async (line: RecordedLine) => void recorded.push(line) }
  const dubbed: DubRequest[] = []
  const captions = createCaptions({ ...(context ? { context } : {}), dubs: { request: (request) => void dubbed.push(request) }, recorder, queue, recogniser, translator, rooms: { readers: async () => readers, participant: async () => { throw new DomainError('not-found', 'They have left') } }, bus, log: silentLog, now })
  return {
    events, translator, asked, captions, recorded, dubbed,
    /** Hands the segments in and waits until all of them are through. */
    async run(...segments: SegmentEvent[]) {
      for (const each of segments) await captions.accept(each)
      await queue.close()
      await captions.close()
      return events.filter((event): event is Caption => event.type === 'caption')
    },
  }
}

/** Hands interim segments in one after the other, each once the one before is shown: a newer one would take its place. */
export async function speak({ captions, events }: Awaited<ReturnType<typeof setUp>>, ...segments: SegmentEvent[]) {
  for (const each of segments) {
    const before = events.length
    await captions.accept(each)
    while (events.length === before) await new Promise(setImmediate)
  }
}

/** A line as its readers see it: what stays, then what may change. */
export function look({ caption, translation, steady }: Caption): string[] {
  const parts = (text: string, head: number) => (caption.kind === 'final' ? text : `${text.slice(0, head)}|${text.slice(head)}`)
  return [parts(caption.text, steady?.original ?? 0), ...(translation ? [parts(translation.text, steady?.translation ?? 0)] : [])]
}
