import { test } from 'node:test'
import assert from 'node:assert/strict'
import { diarize } from './diarize.ts'
import type { BlockOptions } from './hear_block.ts'

const RATE = 16_000
const ana = { id: 'ana', embedding: Float32Array.of(1, 0), seconds: 20 }

test('long audio is heard block by block: times are of the whole, speakers go along, a turn over the border is one', async () => {
  const heard: { samples: number; options: BlockOptions }[] = []
  const shares: number[] = []
  const { turns, speakers } = await diarize(new Float32Array(700 * RATE), {
    same: 0.9,
    hear: async (pcm, options) => {
      heard.push({ samples: pcm.length, options })
      return { turns: [{ speaker: 'ana', startS: 0, endS: pcm.length / RATE }], speakers: [ana] }
    },
  }, { onProgress: (share) => shares.push(share) })
  assert.equal(heard.length, 3)
  assert.equal(heard.reduce((sum, { samples }) => sum + samples, 0), 700 * RATE)
  assert.deepEqual(heard.map(({ options }) => options.known.length), [0, 1, 1])
  assert.equal(turns.length, 1)
  assert.ok(Math.abs(turns[0]!.endS - 700) < 1e-6)
  assert.deepEqual([speakers, shares], [[ana], [1 / 3, 2 / 3, 1]])
})

test('what is too short says nothing and keeps who is known; what is broken or too long is refused', async () => {
  const never = { same: 0.9, hear: () => assert.fail('it was heard') }
  for (const samples of [0, 1, 1_000]) {
    assert.deepEqual(await diarize(new Float32Array(samples), never, { known: [ana] }), { turns: [], speakers: [ana], merged: [] })
  }
  const broken = new Float32Array(RATE)
  broken[77] = Number.NaN
  await assert.rejects(diarize(broken, never), { code: 'invalid-audio', message: /sample 77/ })
  await assert.rejects(diarize(new Float32Array(4 * 3_600 * RATE + 1), never), { code: 'too-large' })
  for (const speakers of [0, -1, 1.5, Number.NaN]) await assert.rejects(diarize(new Float32Array(RATE), never, { speakers }), { code: 'invalid-input' })
})

test('who gives up meanwhile gets their reason, and nothing more is heard', async () => {
  const leave = new AbortController()
  let blocks = 0
  const hear = async () => {
    blocks++
    leave.abort(new Error('gone'))
    leave.signal.throwIfAborted()
    return { turns: [], speakers: [] }
  }
  await assert.rejects(diarize(new Float32Array(700 * RATE), { same: 0.9, hear }, { signal: leave.signal }), /gone/)
  assert.equal(blocks, 1)
  await assert.rejects(diarize(new Float32Array(700 * RATE), { same: 0.9, hear }, { signal: leave.signal }), /gone/)
  assert.equal(blocks, 1)
})
