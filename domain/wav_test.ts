import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { toWav, wavMs, wavSamples } from './wav.ts'

test('pieces of speech become one file that players read', () => {
  const file = toWav([Int16Array.of(1, -2), Int16Array.of(300)], { rateHz: 24_000 })
  const view = new DataView(file.buffer)
  equal(new TextDecoder().decode(file.subarray(0, 4)) + new TextDecoder().decode(file.subarray(8, 16)), 'RIFFWAVEfmt ')
  equal(view.getUint32(4, true), file.length - 8)
  deepEqual([view.getUint16(22, true), view.getUint32(24, true), view.getUint16(34, true), view.getUint32(40, true)], [1, 24_000, 16, 6])
  deepEqual([...wavSamples(file)], [1, -2, 300])
  equal(wavMs(toWav([new Int16Array(1_200)], { rateHz: 24_000 }), { rateHz: 24_000 }), 50)
})
