import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { buildRtp } from '../../tests/opus_speech.ts'
import { opusDurationSamples } from './opus_packet.ts'
import { parseRtp } from './rtp_packet.ts'

const FIELDS = { sequence: 65_535, timestamp: 4_294_967_295, ssrc: 0xdeadbeef, payloadType: 111 }

describe('parseRtp', () => {
  it('reads a plain packet', () => {
    const packet = parseRtp(buildRtp(FIELDS, Uint8Array.of(1, 2, 3)))
    assert.deepEqual({ ...packet, payload: [...(packet?.payload ?? [])] }, {
      ...FIELDS,
      marker: false,
      payload: [1, 2, 3],
    })
  })

  it('skips contributing sources, header extensions and padding', () => {
    const header = buildRtp(FIELDS, new Uint8Array(0))
    header[0] = 0x80 | 0x20 | 0x10 | 2
    header[1] = 0x80 | 111
    const rest = [...new Array<number>(8).fill(7), 0xbe, 0xde, 0, 1, 9, 9, 9, 9, 1, 2, 3, 0, 0, 3]
    const packet = parseRtp(Buffer.concat([header, Uint8Array.from(rest)]))
    assert.deepEqual([...(packet?.payload ?? [])], [1, 2, 3])
    assert.equal(packet?.marker, true)
  })

  it('takes a view into a larger buffer', () => {
    const whole = Buffer.concat([Buffer.alloc(5), buildRtp(FIELDS, Uint8Array.of(42))])
    assert.deepEqual([...(parseRtp(whole.subarray(5))?.payload ?? [])], [42])
  })

  for (
    const [name, change] of Object.entries<(packet: Buffer) => Buffer>({
      'nothing': () => Buffer.alloc(0),
      'half a header': (packet) => packet.subarray(0, 11),
      'another version': (packet) => (packet.writeUInt8(0x40, 0), packet),
      'RTCP': (packet) => (packet.writeUInt8(200, 1), packet),
      'more sources than bytes': (packet) => (packet.writeUInt8(0x8f, 0), packet),
      'an extension beyond the end': (packet) => (packet.writeUInt8(0x90, 0), packet.writeUInt16BE(0xffff, 14), packet),
      'padding beyond the start': (
        packet,
      ) => (packet.writeUInt8(0xa0, 0), packet.writeUInt8(255, packet.length - 1), packet),
      'padding of no length': (packet) => (packet.writeUInt8(0xa0, 0), packet.writeUInt8(0, packet.length - 1), packet),
    })
  ) {
    it(`refuses ${name}`, () => assert.equal(parseRtp(change(buildRtp(FIELDS, Uint8Array.of(1, 2, 3, 4)))), null))
  }
})

describe('opusDurationSamples', () => {
  const SILK_20_MS = 9 << 3
  const SILK_60_MS = 11 << 3
  const CELT_20_MS = 31 << 3
  for (
    const [name, packet, samples] of [
      ['one frame of SILK', [SILK_20_MS, 1, 2], 960],
      ['a frame of length 0', [SILK_20_MS], 960],
      ['one frame of CELT', [CELT_20_MS, 1, 2], 960],
      ['the shortest frame', [28 << 3, 1], 120],
      ['a hybrid frame of 10 ms', [12 << 3, 1], 480],
      ['two equal frames', [CELT_20_MS | 1, 1, 2, 3, 4], 1920],
      ['two equal frames of odd length', [CELT_20_MS | 1, 1, 2, 3], null],
      ['two frames', [CELT_20_MS | 2, 1, 9, 8, 8], 1920],
      ['two frames, the first too long', [CELT_20_MS | 2, 5, 9], null],
      ['three equal frames with padding', [CELT_20_MS | 3, 0x40 | 3, 2, 1, 1, 1, 0, 0], 2880],
      ['three frames of their own lengths', [CELT_20_MS | 3, 0x80 | 3, 1, 2, 1, 2, 2, 3], 2880],
      ['padding beyond the end', [CELT_20_MS | 3, 0x40 | 1, 255, 255], null],
      ['no frame', [CELT_20_MS | 3, 0], null],
      ['more than 120 ms', [SILK_60_MS | 3, 3, 1, 1, 1], null],
      ['nothing', [], null],
    ] as const
  ) {
    it(`${samples === null ? 'refuses' : 'measures'} ${name}`, () =>
      assert.equal(opusDurationSamples(Uint8Array.from(packet)), samples))
  }

  it('refuses what is larger than a network carries', () =>
    assert.equal(opusDurationSamples(new Uint8Array(2_000).fill(SILK_20_MS)), null))
})
