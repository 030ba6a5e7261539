import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFakeClock } from '../../infra/fake_clock.ts'
import { FRAME_SAMPLES } from './opus_encoder.ts'
import { createPacer } from './pacer.ts'
import type { PacedFrame } from './pacer.ts'

function open() {
  const clock = createFakeClock(1_000)
  const frames: (PacedFrame & { readonly atMs: number })[] = []
  let quiet = 0
  const pacer = createPacer({ clock, send: (frame) => frames.push({ ...frame, atMs: clock.now() }), onQuiet: () => quiet++ })
  return { clock, frames, pacer, quiet: () => quiet }
}
const sound = (frames: number, value = 7) => new Int16Array(Math.round(frames * FRAME_SAMPLES)).fill(value)

test('sound begins at once and goes out at the speed of its playing, 160 ms ahead', () => {
  const { clock, frames, pacer, quiet } = open()
  pacer.push(sound(10))
  assert.equal(frames.length, 8)
  clock.advance(20)
  assert.equal(frames.length, 9)
  pacer.flush()
  clock.advance(400)
  assert.equal(frames.length, 15, 'ten of sound, five of silence')
  assert.ok(frames.slice(0, 10).every(({ pcm }) => pcm.every((sample) => sample === 7)))
  assert.ok(frames.slice(10).every(({ pcm }) => pcm.every((sample) => sample === 0)))
  assert.deepEqual(frames.map(({ timestamp }) => timestamp), Array.from({ length: 15 }, (_, at) => at * 960))
  assert.deepEqual(frames.flatMap(({ fresh }, at) => (fresh ? [at] : [])), [0])
  assert.equal(quiet(), 1)
  clock.advance(60_000)
  assert.equal(frames.length, 15, 'nothing is sent while nothing is said')
})

test('pieces of any size make whole frames; the last one is filled up', () => {
  const { clock, frames, pacer } = open()
  for (let at = 0; at < 13; at++) pacer.push(sound(0.1))
  assert.equal(frames.length, 1)
  pacer.flush()
  clock.advance(40)
  assert.equal(frames[1]!.pcm.findIndex((sample) => sample === 0), Math.round(0.3 * FRAME_SAMPLES))
})

test('after a silence the timestamps have gone on as time did', () => {
  const { clock, frames, pacer } = open()
  pacer.push(sound(2))
  pacer.flush()
  clock.advance(5_000)
  const before = frames.length
  pacer.push(sound(2))
  assert.deepEqual([frames[before]!.timestamp, frames[before]!.fresh], [5_000 * 48, true])
})

test('a voice that is slower than its playing leaves a hole and goes on, and none of it is lost', () => {
  const { clock, frames, pacer, quiet } = open()
  pacer.push(sound(2))
  clock.advance(500)
  assert.deepEqual([frames.length, quiet()], [2, 0])
  pacer.push(sound(2))
  pacer.flush()
  clock.advance(500)
  assert.equal(frames.filter(({ pcm }) => pcm[0] === 7).length, 4)
  assert.equal(quiet(), 1)
})

test('a timer that comes far too late sends what is left later, not all at once', () => {
  const frames: PacedFrame[] = []
  let nowMs = 0
  let due = () => {}
  const pacer = createPacer({ send: (frame) => void frames.push(frame), clock: { now: () => nowMs, after: (_ms, run) => (due = run, () => {}) } })
  pacer.push(sound(100))
  nowMs = 1_000
  due()
  assert.equal(frames.length, 16)
  assert.deepEqual([frames[8]!.fresh, frames[8]!.timestamp], [true, 48_000], 'as after a silence, which it was to whoever listens')
})

test('who waits for room hears when there is some, and at the end', async () => {
  const { clock, pacer } = open()
  await pacer.below(1)
  pacer.push(sound(10))
  let free = false
  const waits = pacer.below(20).then(() => (free = true))
  clock.advance(20)
  await Promise.resolve()
  assert.equal(free, false)
  clock.advance(20)
  await waits
  pacer.push(sound(100))
  const ended = pacer.below(1)
  pacer.close()
  await ended
  pacer.push(sound(1))
  assert.equal(pacer.bufferedMs, 0)
})
