import assert from 'node:assert/strict'
import { once } from 'node:events'
import { after, before, beforeEach, describe, it } from 'node:test'
import { createWorker } from 'mediasoup'
import type { Producer, Router, Worker } from 'mediasoup/types'
import type { SegmentEvent, SpeechSegment } from '../../domain/audio.ts'
import type { Participant } from '../../domain/room.ts'
import type { FakeClock } from '../../infra/fake_clock.ts'
import { createFakeClock } from '../../infra/fake_clock.ts'
import type { LogFields } from '../../infra/log.ts'
import { silentLog } from '../../infra/log.ts'
import { createScriptedVad } from '../../models/vad/scripted.ts'
import { loadSilero } from '../../models/vad/silero.ts'
import type { VoiceActivityModel } from '../../models/vad/vad.ts'
import { MEDIA_CODECS } from '../media_codecs.ts'
import { buildRtp, PACKET_SAMPLES, readSpeech, SILERO_FILE } from '../../tests/opus_speech.ts'
import { createTap } from './tap.ts'

const START_MS = 1_700_000_000_000
const SSRC = 4242
const ADA: Participant = {
  peerId: 'ada',
  roomId: 'room',
  name: 'Ada',
  present: true,
  role: 'guest',
  accountId: null,
  deviceId: null,
  joinedAtMs: 0,
  preferences: { speaks: 'en', reads: 'en', hears: 'original' },
}

describe('tap', () => {
  let worker: Worker
  let router: Router
  let packets: readonly Uint8Array[]
  let silero: VoiceActivityModel
  before(async () => {
    worker = await createWorker({ logLevel: 'error' })
    packets = (await readSpeech()).packets
    silero = await loadSilero(SILERO_FILE)
  })
  beforeEach(async () => {
    router = await worker.createRouter({ mediaCodecs: MEDIA_CODECS })
  })
  after(async () => {
    worker.close()
    await silero.close()
  })

  /** A microphone inside the router: what it sends goes the way of any other producer's packets. */
  const produce = async (): Promise<Producer> => {
    const transport = await router.createDirectTransport()
    const codec = {
      mimeType: 'audio/opus',
      payloadType: 111,
      clockRate: 48_000,
      channels: 2,
      parameters: { useinbandfec: 1, usedtx: 1 },
    }
    return transport.produce({ kind: 'audio', rtpParameters: { codecs: [codec], encodings: [{ ssrc: SSRC }] } })
  }

  const send = (producer: Producer, from: number, to: number) => {
    for (let i = from; i < to; i++) {
      producer.send(
        buildRtp(
          { sequence: 65_500 + i, timestamp: i * PACKET_SAMPLES, ssrc: SSRC, payloadType: 111 },
          packets[i] ?? new Uint8Array(0),
        ),
      )
    }
  }

  const open = async (producer: Producer, vad: VoiceActivityModel = silero) => {
    const clock = createFakeClock(START_MS)
    const heard = listen()
    let closed = (_: LogFields) => {}
    const atClose = new Promise<LogFields>((resolve) => {
      closed = resolve
    })
    const info = (event: string, fields: LogFields = {}) => (event === 'tap.closed' ? closed(fields) : undefined)
    const log = { ...silentLog, info, with: () => log }
    const tap = createTap({
      vad,
      onEvent: heard.onEvent,
      endpointSilenceMs: 500,
      languageOf: ({ preferences }) => preferences.speaks,
      log,
      clock,
    })
    return { clock, heard, atClose, attached: await tap.attach({ router, producer, participant: ADA }) }
  }

  it('hears a microphone through the router, as segments of its speech', async () => {
    const producer = await produce()
    const { heard, atClose, attached } = await open(producer)
    // In two halves: what comes at once, beyond 10 s, is more than the tap keeps.
    send(producer, 0, 275)
    await heard.first(({ kind }) => kind === 'final')
    send(producer, 275, packets.length)
    // Closing the producer is what leaving does; the worker tells so after the last packet.
    producer.close()
    const fields = await atClose
    await attached.close()
    assert.deepEqual([fields['packets'], fields['lost'], fields['malformed'], fields['droppedFrames']], [551, 0, 0, 0])
    const finals = heard.segments().filter(({ kind }) => kind === 'final')
    assert.ok(finals.length >= 3 && finals.length <= 6, `${finals.length} final segments`)
    for (const segment of finals) {
      assert.deepEqual([segment.roomId, segment.peerId, segment.speakerName, segment.language], [
        'room',
        'ada',
        'Ada',
        'en',
      ])
      assert.ok(segment.pcm.length <= 5 * 16_000)
    }
    const secondsOfSpeech = finals.reduce((sum, { pcm }) => sum + pcm.length, 0) / 16_000
    assert.ok(secondsOfSpeech > 8.5 && secondsOfSpeech < 11, `${secondsOfSpeech} s`)
  })

  it('ends what was being said when the microphone is muted and nothing comes any more', async () => {
    const producer = await produce()
    const { clock, heard, attached } = await open(producer, loudness())
    send(producer, 15, 90)
    await heard.first(({ kind }) => kind === 'interim')
    await producer.pause()
    const final = await whileTimePasses(clock, heard.first(({ kind }) => kind === 'final'))
    assert.equal(final.continues, false)
    const count = heard.segments().length
    await producer.resume()
    await producer.pause()
    await producer.resume()
    send(producer, 90, 110)
    await attached.close()
    await attached.close()
    assert.ok(heard.segments().length >= count)
  })

  it('ends what was being said when packets just stop', async () => {
    const producer = await produce()
    const { clock, heard, attached } = await open(producer, loudness())
    send(producer, 15, 90)
    await heard.first(({ kind }) => kind === 'interim')
    const final = await whileTimePasses(clock, heard.first(({ kind }) => kind === 'final'))
    assert.ok(final.pcm.length > 16_000)
    await attached.close()
  })

  it('hands out an open utterance when it is closed, and leaves the microphone alone', async () => {
    const producer = await produce()
    const { heard, attached } = await open(producer, loudness())
    send(producer, 15, 90)
    const interim = await heard.first(({ kind }) => kind === 'interim')
    await attached.close()
    const last = heard.segments().at(-1)
    assert.deepEqual([last?.kind, last?.utteranceId], ['final', interim.utteranceId])
    assert.equal(producer.closed, false)
  })

  it('closes with its router', async () => {
    const { atClose } = await open(await produce())
    router.close()
    assert.equal((await atClose)['packets'], 0)
  })

  it('says when it cannot listen', async () => {
    const producer = await produce()
    const gone = once(producer.observer, 'close')
    producer.close()
    await gone
    await assert.rejects(open(producer))
  })
})

/** Takes for speech what is louder than a breath. */
function loudness(): VoiceActivityModel {
  return createScriptedVad((
    frame,
  ) => (frame.reduce((sum, sample) => sum + sample * sample, 0) / frame.length > 1e-5 ? 0.9 : 0.05))
}

/** Keeps segments; `first` resolves with the first that fits, earlier ones included. */
function listen() {
  const segments: SpeechSegment[] = []
  const waiting: { fits: (segment: SpeechSegment) => boolean; resolve: (segment: SpeechSegment) => void }[] = []
  return {
    onEvent(event: SegmentEvent) {
      if (event.type !== 'segment') return
      segments.push(event.segment)
      for (const { fits, resolve } of waiting) if (fits(event.segment)) resolve(event.segment)
    },
    segments: () => [...segments],
    first: (fits: (segment: SpeechSegment) => boolean) =>
      new Promise<SpeechSegment>((resolve) => {
        const earlier = segments.find(fits)
        if (earlier) resolve(earlier)
        else waiting.push({ fits, resolve })
      }),
  }
}

/** Moves the clock on until the promise is kept; events of the worker get their turn in between. */
async function whileTimePasses<T>(clock: FakeClock, promise: Promise<T>): Promise<T> {
  let kept = false
  void promise.then(() => {
    kept = true
  })
  for (let step = 0; step < 5_000 && !kept; step++) {
    clock.advance(40)
    await new Promise((resolve) => setImmediate(resolve))
  }
  assert.ok(kept, 'it happens within 200 s of the clock')
  return promise
}
