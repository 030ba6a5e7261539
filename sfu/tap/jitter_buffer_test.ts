import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { buildRtp } from '../../tests/opus_speech.ts'
import { createJitterBuffer } from './jitter_buffer.ts'
import { parseRtp } from './rtp_packet.ts'

const packet = (sequence: number, ssrc = 1) =>
  parseRtp(buildRtp({ sequence, timestamp: sequence * 960, ssrc }, Uint8Array.of(0)))!

/** What comes out, as `sequence` or `sequence-lost`, `!` at a fresh start. */
function open(first: number | null = 100) {
  const buffer = createJitterBuffer()
  const take = (nowMs: number) => {
    const taken: string[] = []
    for (let next = buffer.take(nowMs); next; next = buffer.take(nowMs)) {
      taken.push(`${next.packet.sequence}${next.lost > 0 ? `-${next.lost}` : ''}${next.restarted ? '!' : ''}`)
    }
    return taken
  }
  if (first !== null) {
    buffer.push(packet(first), 0)
    take(0)
  }
  return {
    buffer,
    take,
    push: (nowMs: number, ...sequences: number[]) =>
      sequences.forEach((sequence) => buffer.push(packet(sequence), nowMs)),
  }
}

describe('jitter buffer', () => {
  it('passes on at once what comes in order', () => {
    const { take, push } = open(null)
    push(0, 5, 6, 7)
    assert.deepEqual(take(0), ['5!', '6', '7'])
  })

  it('puts in order', () => {
    const { take, push } = open()
    push(0, 102, 103)
    assert.deepEqual(take(0), [])
    push(30, 101)
    assert.deepEqual(take(30), ['101', '102', '103'])
  })

  it('waits 80 ms for what is missing, then counts it as lost', () => {
    const { buffer, take, push } = open()
    push(10, 103)
    push(30, 104)
    assert.deepEqual(take(89), [])
    assert.deepEqual(take(90), ['103-2', '104'])
    push(91, 101)
    assert.deepEqual([take(91), buffer.late], [[], 1])
  })

  it('does not wait with a full buffer', () => {
    const { take, push } = open()
    push(0, ...Array.from({ length: 26 }, (_, i) => 102 + i))
    assert.equal(take(0)[0], '102-1')
  })

  it('counts what comes twice', () => {
    const { buffer, take, push } = open()
    push(0, 100, 102, 102, 101, 101)
    assert.deepEqual([take(0), buffer.late], [['101', '102'], 3])
  })

  it('goes on beyond 16 bits', () => {
    const { take, push } = open(65_534)
    push(0, 0, 65_535, 1)
    assert.deepEqual(take(0), ['65535', '0', '1'])
    push(0, 3)
    assert.deepEqual(take(200), ['3-1'])
  })

  it('starts afresh after a jump of two packets in a row, not for a stray one', () => {
    const { take, push } = open()
    push(0, 40_000, 101, 9_000, 102)
    assert.deepEqual(take(0), ['101', '102'])
    push(0, 30_000, 30_001, 30_002)
    assert.deepEqual(take(0), ['30000!', '30001', '30002'])
  })

  it('starts afresh with another source, after what it holds', () => {
    const { buffer, take, push } = open()
    push(0, 102)
    buffer.push(packet(7, 2), 5)
    assert.deepEqual(take(5), ['102-1', '7!'])
  })

  it('hands out what it holds when drained', () => {
    const { buffer, push } = open()
    push(0, 104, 102)
    assert.deepEqual(buffer.drain().map(({ packet: { sequence }, lost }) => [sequence, lost]), [[102, 1], [104, 1]])
    assert.equal(buffer.waiting, 0)
  })
})
