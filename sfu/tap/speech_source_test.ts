import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Pcm } from '../../domain/audio.ts'
import { buildRtp, PACKET_MS, PACKET_SAMPLES, readSpeech } from '../../tests/opus_speech.ts'
import type { OpusStream } from './opus_stream.ts'
import { createOpusStream } from './opus_stream.ts'
import type { Frame } from './speech_source.ts'
import { createSpeechSource } from './speech_source.ts'

const EPOCH_MS = 1_000_000
/** Both counters wrap on the way. */
const SEQUENCE = 65_400
const TIMESTAMP = 4_294_800_000
/** Delay of encoder, decoder and filter, samples at 16 kHz. */
const DELAY_SAMPLES = 137

interface Sent {
  readonly payload: Uint8Array
  readonly sequence: number
  readonly timestamp: number
  readonly atMs: number
}

describe('speech source', () => {
  let speech: { pcm: Pcm; packets: readonly Uint8Array[] }
  const decoders: OpusStream[] = []
  before(async () => {
    speech = await readSpeech()
  })
  after(() => decoders.forEach((decoder) => decoder.close()))

  const open = async ({ idle = (): boolean => false } = {}) => {
    const opus = await createOpusStream()
    decoders.push(opus)
    const frames: Frame[] = []
    return { frames, source: createSpeechSource({ opus, emit: (frame) => frames.push(frame), idle }) }
  }

  /** The whole speech, as it leaves the encoder. */
  const sent = (): Sent[] =>
    speech.packets.map((payload, i) => ({
      payload,
      sequence: SEQUENCE + i,
      timestamp: TIMESTAMP + i * PACKET_SAMPLES,
      atMs: EPOCH_MS + i * PACKET_MS,
    }))

  /** Plays packets at their times, with a tick every 40 ms. */
  const play = async (packets: readonly Sent[]) => {
    const { frames, source } = await open()
    let tickMs = EPOCH_MS
    for (const { payload, atMs, ...fields } of packets) {
      for (; tickMs < atMs; tickMs += 40) source.tick(tickMs)
      source.receive(buildRtp(fields, payload), atMs)
    }
    source.flush()
    return { frames, pcm: join(frames), stats: source.stats() }
  }

  it('gives back what was spoken, at its time', async () => {
    const { frames, pcm, stats } = await play(sent())
    assert.deepEqual([stats.packets, stats.lost, stats.malformed, stats.undecodable, stats.restarts], [551, 0, 0, 0, 1])
    assert.ok(Math.abs(pcm.length - speech.pcm.length) < 1_600)
    assert.ok(likeness(speech.pcm, pcm) > 0.97)
    frames.forEach(({ startMs, fresh }, i) => {
      assert.ok(Math.abs(startMs - (EPOCH_MS - PACKET_MS + 32 * i)) < 1, `frame ${i} at ${startMs}`)
      assert.equal(fresh, i === 0)
    })
  })

  it('keeps the length and sounds whole when every twentieth packet is lost', async () => {
    const random = pseudoRandom(5)
    const kept = sent().filter((_, i) => i === 0 || random() >= 0.05)
    const lossless = await play(sent())
    const { pcm, stats } = await play(kept)
    const lost = 551 - kept.length
    assert.ok(lost >= 15 && lost <= 45)
    assert.deepEqual([stats.lost, stats.concealedMs], [lost, lost * PACKET_MS])
    assert.ok(Math.abs(pcm.length - speech.pcm.length) < 1_600)
    assert.ok(pcm.every(Number.isFinite))
    assert.ok(likeness(speech.pcm, pcm) > 0.9)
    assert.ok(steepest(pcm) < 1.5 * steepest(lossless.pcm), 'no clicks')
  })

  it('conceals 120 ms of a longer loss and is silent after it', async () => {
    const { pcm, stats } = await play(sent().filter((_, i) => i < 60 || i >= 70))
    assert.deepEqual([stats.lost, stats.concealedMs], [10, 120])
    assert.ok(Math.abs(pcm.length - speech.pcm.length) < 1_600)
    const [from, to] = [(60 * 20 + 140) * 16, (70 * 20 - 10) * 16]
    assert.ok(pcm.subarray(from, to).every((sample) => Math.abs(sample) < 1e-4))
    assert.ok(likeness(speech.pcm.subarray(1_800 * 16), pcm.subarray(1_800 * 16)) > 0.95)
  })

  it('keeps a pause in which the encoder sends nothing', async () => {
    // The gap in the timestamps is not one of the sequence.
    const packets = sent().filter((_, i) => i < 120 || i >= 154).map((packet, i) => ({
      ...packet,
      sequence: SEQUENCE + i,
    }))
    const { frames, pcm, stats } = await play(packets)
    assert.deepEqual([stats.lost, stats.concealedMs], [0, 0])
    assert.ok(Math.abs(pcm.length - speech.pcm.length) < 1_600)
    assert.ok(pcm.subarray((2_400 + 10) * 16, (3_080 - 10) * 16).every((sample) => Math.abs(sample) < 1e-4))
    assert.ok(likeness(speech.pcm, pcm) > 0.95)
    assert.ok(Math.abs((frames.at(-1)?.startMs ?? 0) - (EPOCH_MS - PACKET_MS + 32 * (frames.length - 1))) < 1)
  })

  it('puts in silence at once when the encoder has said that it stops', async () => {
    const { frames, source } = await open()
    const [first] = sent()
    source.receive(buildRtp({ sequence: 1, timestamp: 0 }, first!.payload), 0)
    source.receive(buildRtp({ sequence: 2, timestamp: 960 }, first!.payload.subarray(0, 1)), 20)
    for (let nowMs = 40; nowMs <= 400; nowMs += 40) source.tick(nowMs)
    assert.ok(frames.length >= 10, `${frames.length} frames`)
    source.receive(buildRtp({ sequence: 3, timestamp: 960 * 21 }, first!.payload), 420)
    assert.equal(frames.length, Math.floor(440 / 32), 'and the packet that comes then is in its place')
  })

  it('loses no word when packets come late and all at once, and tells the right time', async () => {
    const late = sent().map((
      packet,
      i,
    ) => (i >= 300 && i < 325 ? { ...packet, atMs: EPOCH_MS + 324 * PACKET_MS } : packet))
    const { frames, pcm, stats } = await play(late)
    assert.equal(stats.lost, 0)
    const surplusMs = pcm.length / 16 - 11_008
    assert.ok(surplusMs > 0 && surplusMs <= 500, `${surplusMs} ms too long`)
    // The length is known to a frame only.
    const shifts = Array.from({ length: 1_024 }, (_, i) => surplusMs * 16 - 512 + i)
    const likenesses = shifts.map((shift) =>
      likeness(speech.pcm.subarray(6_500 * 16, 8_000 * 16), pcm.subarray(6_500 * 16 + shift, 8_000 * 16 + shift))
    )
    assert.ok(Math.max(...likenesses) > 0.95)
    assert.ok(Math.abs((frames.at(-1)?.startMs ?? 0) - (EPOCH_MS + 551 * PACKET_MS - 52)) < 40)
    frames.slice(1).forEach(({ startMs }, i) => assert.ok(startMs >= (frames[i]?.startMs ?? 0)))
  })

  it('goes on with an encoder that counts afresh', async () => {
    const packets = sent().map((
      packet,
      i,
    ) => (i < 200 ? packet : { ...packet, sequence: 7_000 + i, timestamp: 123 + i * PACKET_SAMPLES }))
    const { pcm, stats } = await play(packets)
    assert.deepEqual([stats.restarts, stats.lost], [2, 0])
    assert.ok(Math.abs(pcm.length - speech.pcm.length) < 1_600)
    assert.ok(likeness(speech.pcm, pcm) > 0.95)
  })

  it('believes no pause longer than real time', async () => {
    const packets = sent().slice(0, 100).map((
      packet,
      i,
    ) => (i < 50 ? packet : { ...packet, timestamp: packet.timestamp + 48_000 * 3_600 }))
    const { pcm } = await play(packets)
    assert.ok(pcm.length <= 2_000 * 16)
  })

  it('goes on in silence while muted, then rests until the next packet', async () => {
    let idle = false
    const { frames, source } = await open({ idle: () => idle })
    const packets = sent()
    for (const { payload, atMs, ...fields } of packets.slice(0, 50)) source.receive(buildRtp(fields, payload), atMs)
    const lastMs = packets[49]!.atMs
    source.mute(true)
    for (let nowMs = lastMs; nowMs <= lastMs + 3_000; nowMs += 40) assert.equal(source.tick(nowMs), true)
    assert.ok(Math.abs(frames.length * 32 - (1_000 + 3_000 - 40)) < 64)
    idle = true
    assert.equal(source.tick(lastMs + 3_040), false)
    const before = frames.length
    assert.equal(source.tick(lastMs + 9_000), false)
    assert.equal(frames.length, before)

    source.mute(false)
    const again = packets.slice(50, 60)
    again.forEach(({ payload, sequence }, i) =>
      source.receive(
        buildRtp({ sequence, timestamp: TIMESTAMP + (50 + i) * 960 + 60_000 * 48 }, payload),
        lastMs + 60_000 + i * PACKET_MS,
      )
    )
    assert.deepEqual(frames.slice(before).map(({ fresh }) => fresh), [true, false, false, false, false, false])
    assert.ok(Math.abs((frames[before]?.startMs ?? 0) - (lastMs + 60_000 - PACKET_MS)) < 32)
  })

  it('counts what is malformed and throws for nothing', async () => {
    const { source } = await open()
    const random = pseudoRandom(11)
    const [first] = sent()
    for (let i = 0; i < 3_000; i++) {
      const bytes = Uint8Array.from({ length: Math.floor(random() * 200) }, () => Math.floor(random() * 256))
      source.receive(bytes, i)
      // Well-formed packets of noise, which the decoder has to bear.
      if (bytes.length > 3) source.receive(buildRtp({ sequence: i, timestamp: i * 960 }, bytes), i)
      source.tick(i)
    }
    assert.ok(source.stats().malformed > 1_000)
    source.receive(buildRtp({ sequence: 3_000, timestamp: 0 }, first!.payload), 3_000)
    source.flush()
  })
})

function join(frames: readonly Frame[]): Pcm {
  return Float32Array.from(frames.flatMap(({ pcm }) => [...pcm]))
}

/** Normalised correlation at the delay of the codec. */
function likeness(reference: Pcm, heard: Pcm): number {
  let [both, own, other] = [0, 0, 0]
  for (let i = 0; i + DELAY_SAMPLES < heard.length && i < reference.length; i++) {
    const [a, b] = [reference[i] ?? 0, heard[i + DELAY_SAMPLES] ?? 0]
    both += a * b
    own += a * a
    other += b * b
  }
  return both / Math.sqrt(own * other)
}

function steepest(pcm: Pcm): number {
  return pcm.reduce((most, sample, i) => Math.max(most, Math.abs(sample - (pcm[i - 1] ?? sample))), 0)
}

/** Numbers in [0, 1), the same for the same seed. */
function pseudoRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
