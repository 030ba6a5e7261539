import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createOpusStream } from '../tap/opus_stream.ts'
import { opusDurationSamples } from '../tap/opus_packet.ts'
import { parseRtp } from '../tap/rtp_packet.ts'
import { createOpusEncoder, FRAME_SAMPLES } from './opus_encoder.ts'
import { writeRtp } from './write_rtp.ts'

const HZ = 440
const tone = (frame: number) => Int16Array.from({ length: FRAME_SAMPLES }, (_, at) => 8_000 * Math.sin((2 * Math.PI * HZ * (frame * FRAME_SAMPLES + at)) / 24_000))

test('what is encoded is heard again: 20 ms a packet, the same tone at the same level', async () => {
  const encoder = createOpusEncoder()
  const decoder = await createOpusStream()
  const heard: number[] = []
  for (let frame = 0; frame < 25; frame++) {
    const packet = encoder.encode(tone(frame))
    assert.equal(opusDurationSamples(packet), 960)
    heard.push(...decoder.decode(packet)!)
  }
  encoder.close()
  encoder.close()
  decoder.close()
  const settled = heard.slice(9_600)
  const crossings = settled.filter((sample, at) => at > 0 && sample >= 0 && settled[at - 1]! < 0).length
  assert.ok(Math.abs(crossings / (settled.length / 48_000) - HZ) < 5, String(crossings))
  const level = Math.sqrt(settled.reduce((sum, sample) => sum + sample * sample, 0) / settled.length)
  assert.ok(Math.abs(level - (8_000 / 32_768) / Math.SQRT2) < 0.03, String(level))
})

test('encoders of many channels do not hear each other', async () => {
  const [loud, quiet] = [createOpusEncoder(), createOpusEncoder()]
  const decoder = await createOpusStream()
  let peak = 0
  for (let frame = 0; frame < 10; frame++) {
    loud.encode(tone(frame))
    for (const sample of decoder.decode(quiet.encode(new Int16Array(FRAME_SAMPLES)))!) peak = Math.max(peak, Math.abs(sample))
  }
  assert.ok(peak < 0.001, String(peak))
  loud.close()
  quiet.close()
  decoder.close()
})

test('a packet reads as it was written, with numbers that wrap', () => {
  const packet = writeRtp({ payloadType: 100, sequence: 65_537, timestamp: 2 ** 32 + 960, ssrc: 0xfedcba98, marker: true }, Uint8Array.of(1, 2, 3))
  const { payload, ...header } = parseRtp(packet)!
  assert.deepEqual(header, { payloadType: 100, sequence: 1, timestamp: 960, ssrc: 0xfedcba98, marker: true })
  assert.deepEqual([...payload], [1, 2, 3])
})
