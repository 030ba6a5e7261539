import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { SegmentEvent, SpeechSegment } from '../../domain/audio.ts'
import type { Language } from '../../domain/language.ts'
import { createSegmenter } from './segmenter.ts'
import { VAD_FRAME_SAMPLES } from './vad.ts'

const FRAME_MS = 32
const SPEECH = 0.9
const SILENCE = 0.05
const MARK = 1e5

interface Part {
  readonly probability: number
  readonly frames: number
  /** Amplitude; every frame's first sample tells its number, so that audio can be told apart. */
  readonly level?: number
}

/** Feeds parts to a fresh segmenter, 32 ms a frame from wall clock 0; the language may change on the way. */
function feed(parts: readonly Part[], { endpointSilenceMs = 500, language = () => null as Language | null } = {}) {
  let id = 0
  const segmenter = createSegmenter({
    roomId: 'r',
    peerId: 'p',
    speakerName: 'Ada',
    language,
    endpointSilenceMs,
    newId: () => `id${++id}`,
  })
  const events: { readonly frame: number; readonly event: SegmentEvent }[] = []
  let frame = 0
  for (const { probability, frames, level = 0.1 } of parts) {
    for (let i = 0; i < frames; i++) {
      const pcm = new Float32Array(VAD_FRAME_SAMPLES).fill(level)
      pcm[0] = frame / MARK
      for (const event of segmenter.push({ pcm, probability, startMs: frame * FRAME_MS })) events.push({ frame, event })
      frame++
    }
  }
  const segments = () => events.flatMap(({ event }) => (event.type === 'segment' ? [event.segment] : []))
  return { segmenter, events, segments, finals: () => segments().filter(({ kind }) => kind === 'final') }
}

const speech = (frames: number, level = 0.1): Part => ({ probability: SPEECH, frames, level })
const silence = (frames: number): Part => ({ probability: SILENCE, frames, level: 0.001 })
/** Numbers of the frames that a segment holds. */
const held = ({ pcm }: SpeechSegment) =>
  Array.from({ length: pcm.length / VAD_FRAME_SAMPLES }, (_, i) => Math.round((pcm[i * VAD_FRAME_SAMPLES] ?? 0) * MARK))
const range = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, i) => first + i)

describe('segmenter', () => {
  it('ends an utterance after the endpoint, with 256 ms before it and 192 ms after it', () => {
    const { events, finals } = feed([silence(20), speech(20), silence(30)])
    const [final] = finals()
    assert.ok(final)
    assert.equal(events.at(-1)?.frame, 20 + 20 + 16 - 1)
    assert.deepEqual(held(final), range(12, 45))
    assert.deepEqual([final.startMs, final.endMs], [12 * FRAME_MS, 46 * FRAME_MS])
    assert.deepEqual([final.overlapMs, final.continues, final.atPause], [0, false, false])
    assert.deepEqual([final.roomId, final.peerId, final.speakerName], ['r', 'p', 'Ada'])
  })

  it('waits as long as it is told', () => {
    const { events } = feed([speech(20), silence(60)], { endpointSilenceMs: 1_000 })
    assert.equal(events.at(-1)?.frame, 20 + 31 - 1)
    const quick = feed([speech(20), silence(60)], { endpointSilenceMs: 200 })
    assert.deepEqual(quick.segments().map(({ kind }) => kind), ['final'])
  })

  it('sends the audio of the final one at the first pause already', () => {
    const { segments, events } = feed([silence(10), speech(20), silence(30)])
    const [atPause, final] = segments()
    assert.deepEqual([atPause?.kind, atPause?.atPause, final?.kind, final?.atPause], ['interim', true, 'final', false])
    assert.equal(events[0]?.frame, 10 + 20 + 6 - 1)
    assert.equal(atPause?.audioId, final?.audioId)
    assert.equal(atPause?.utteranceId, final?.utteranceId)
    assert.notEqual(atPause?.segmentId, final?.segmentId)
    assert.deepEqual(atPause?.pcm, final?.pcm)
    assert.notEqual(atPause?.pcm, final?.pcm, 'a reader may hand its samples over to a thread')
    assert.deepEqual([atPause?.startMs, atPause?.endMs], [final?.startMs, final?.endMs])
  })

  it('forgets that audio when speech goes on after the pause', () => {
    const { segments } = feed([speech(20), silence(8), speech(10), silence(30)])
    const [first, second, final] = segments()
    assert.deepEqual([first?.atPause, second?.atPause, final?.kind], [true, true, 'final'])
    assert.notEqual(first?.audioId, second?.audioId)
    assert.equal(second?.audioId, final?.audioId)
    assert.equal(first?.utteranceId, final?.utteranceId)
    assert.deepEqual(held(final!), range(0, 43))
  })

  it('sends an interim segment about every second, the whole utterance so far', () => {
    const { segments, events } = feed([silence(20), speech(100)])
    assert.deepEqual(segments().map(({ kind, atPause }) => `${kind} ${atPause}`), [
      'interim false',
      'interim false',
      'interim false',
    ])
    assert.deepEqual(segments().map((segment) => held(segment).length), [8 + 31, 8 + 62, 8 + 93])
    assert.deepEqual(events.map(({ frame }) => frame), [50, 81, 112])
    assert.equal(new Set(segments().map(({ utteranceId }) => utteranceId)).size, 1)
    assert.equal(new Set(segments().map(({ audioId }) => audioId)).size, 3)
  })

  it('is not ended by doubt: between the thresholds speech goes on and silence too', () => {
    const doubt: Part = { probability: 0.42, frames: 25 }
    assert.equal(feed([speech(20), doubt, speech(5)]).finals().length, 0)
    assert.equal(feed([doubt, doubt]).segments().length, 0)
    const [final] = feed([speech(20), silence(1), doubt]).finals()
    assert.deepEqual(held(final!), range(0, 25))
  })

  it('takes a short word and leaves out clicks', () => {
    assert.equal(feed([silence(20), speech(5), silence(30)]).finals().length, 1)
    const clicks = Array.from({ length: 20 }, () => [speech(3), silence(5)]).flat()
    assert.deepEqual(feed([...clicks, silence(30)]).events, [])
  })

  it('is not kept open by single loud frames after speech', () => {
    const { finals } = feed([speech(20), silence(5), speech(1), silence(5), speech(1), silence(20)])
    assert.deepEqual(held(finals()[0]!), range(0, 25))
  })

  it('withdraws what it sent when the whole is a row of noises', () => {
    const noises = Array.from({ length: 20 }, () => [speech(2), silence(9)]).flat()
    const { events } = feed([speech(4), silence(9), ...noises, silence(30)])
    assert.ok(events.some(({ event }) => event.type === 'segment' && event.segment.kind === 'interim'))
    assert.equal(events.filter(({ event }) => event.type === 'segment' && event.segment.kind === 'final').length, 0)
    const [sent, last] = [events[0]?.event, events.at(-1)?.event]
    assert.equal(last?.type, 'withdrawn')
    assert.equal(last?.type === 'withdrawn' && last.utteranceId, sent?.type === 'segment' && sent.segment.utteranceId)
  })

  it('cuts endless speech at 5 s at its quietest place, and repeats almost a second', () => {
    // The quietest frames are 139 to 141; the cut is in their middle.
    const { finals, segments, events } = feed([speech(139), speech(3, 0.01), speech(60), silence(30)])
    const [first, second] = finals()
    assert.equal(events.find(({ event }) => event.type === 'segment' && event.segment.kind === 'final')?.frame, 155)
    assert.deepEqual(held(first!), range(0, 140))
    assert.deepEqual([first?.continues, first?.overlapMs], [true, 0])
    assert.deepEqual(held(second!), range(141 - 30, 207))
    assert.deepEqual([second?.continues, second?.overlapMs], [false, 960])
    assert.notEqual(first?.utteranceId, second?.utteranceId)
    assert.ok(segments().every(({ startMs, endMs }) => endMs - startMs <= 5_000))
    const afterCut = segments().find(({ utteranceId, kind }) =>
      utteranceId === second?.utteranceId && kind === 'interim'
    )
    assert.ok(held(afterCut!).length >= 30 + 31)
  })

  it('loses no frame and keeps every segment within 5 s while someone goes on and on', () => {
    const { finals } = feed([speech(2_000), silence(30)])
    const heard = new Set(finals().flatMap(held))
    assert.equal(range(0, 1_999).filter((frame) => !heard.has(frame)).length, 0)
    finals().forEach((segment, index) => {
      assert.ok(segment.pcm.length <= 5 * 16_000)
      assert.equal(segment.overlapMs, index === 0 ? 0 : 960)
    })
  })

  it('repeats nothing where the cut is silent', () => {
    const { finals } = feed([speech(140), silence(3), speech(60), silence(30)])
    const [first, second] = finals()
    assert.deepEqual([first?.continues, second?.overlapMs], [false, 0])
    assert.deepEqual([...held(first!), ...held(second!)], range(0, 208))
  })

  it('always sends the segment that repeats another one, however little follows', () => {
    // Without speech around the quietest place the cut would be silent: the speaker stops right after it.
    for (const more of [0, 1, 2, 5]) {
      const { finals } = feed([speech(152, 0.1), speech(1, 0.01), speech(1 + more), silence(40)])
      finals().forEach(({ continues }, index) => assert.equal(continues, (finals()[index + 1]?.overlapMs ?? 0) > 0))
    }
    const { segmenter, finals } = feed([speech(160)])
    const [flushed] = segmenter.flush()
    assert.deepEqual([finals()[0]?.continues, flushed?.type === 'segment' && flushed.segment.overlapMs], [true, 960])
  })

  it('ends a long segment at the next pause, at once and with nothing repeated', () => {
    const { finals, events } = feed([speech(115), silence(8), speech(30), silence(30)])
    const [first, second] = finals()
    assert.equal(
      events.findLast(({ event }) => event.type === 'segment' && event.segment.utteranceId === first?.utteranceId)
        ?.frame,
      120,
    )
    assert.deepEqual([first?.continues, second?.overlapMs], [false, 0])
    assert.deepEqual(held(first!), range(0, 120))
    assert.deepEqual(held(second!), range(121, 158))
  })

  it('does not go on with what is left after a cut when that is silence', () => {
    const { finals, segmenter } = feed([speech(153), silence(40)])
    assert.deepEqual(finals().map(({ continues, overlapMs }) => [continues, overlapMs]), [[false, 0]])
    assert.equal(segmenter.speaking, false)
  })

  it('hands out an open utterance when it is flushed, and nothing else', () => {
    const { segmenter } = feed([silence(20), speech(10)])
    assert.equal(segmenter.speaking, true)
    const [event] = segmenter.flush()
    assert.equal(event?.type === 'segment' && event.segment.kind, 'final')
    assert.equal(event?.type === 'segment' && held(event.segment).length, 18)
    assert.deepEqual([segmenter.speaking, segmenter.flush()], [false, []])
    assert.deepEqual(feed([silence(20), speech(2)]).segmenter.flush(), [])
  })

  it('asks for the language of each segment', () => {
    const languages: Language[] = ['en', 'pt']
    const { segments } = feed([speech(20), silence(30)], { language: () => languages.shift() ?? null })
    assert.deepEqual(segments().map(({ language }) => language), ['en', 'pt'])
  })

  it('gives the same segments for the same frames', () => {
    const parts = [silence(9), speech(170), silence(8), speech(40), silence(30)]
    assert.deepEqual(feed(parts).events, feed(parts).events)
  })
})
