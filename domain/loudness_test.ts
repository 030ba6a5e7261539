import { test } from 'node:test'
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { Buffer } from 'node:buffer'
import { integratedLoudness, truePeak } from './loudness.ts'

/** A tone that comes and goes, as speech does. */
function tone(rateHz: number, { seconds = 4, hertz = 997, level = 0.25 } = {}): Float32Array {
  return Float32Array.from({ length: seconds * rateHz }, (_, i) => level * Math.sin((2 * Math.PI * hertz * i) / rateHz) * (i % rateHz < rateHz / 4 ? 0.05 : 1))
}

function askFfmpeg(pcm: Float32Array, rateHz: number): { lufs: number; peakDb: number } {
  const { stderr } = spawnSync('ffmpeg', ['-nostats', '-f', 'f32le', '-ar', String(rateHz), '-ac', '1', '-i', '-', '-filter_complex', 'ebur128=peak=true', '-f', 'null', '-'], {
    input: Buffer.from(pcm.buffer), encoding: 'utf8',
  })
  const summary = stderr.slice(stderr.lastIndexOf('Summary:'))
  return { lufs: Number(/I:\s+(\S+)/.exec(summary)?.[1]), peakDb: Number(/Peak:\s+(\S+)/.exec(summary)?.[1]) }
}

test('a full-scale tone of 997 Hz in one channel has -3.01 LUFS', () => {
  const pcm = Float32Array.from({ length: 48_000 * 3 }, (_, i) => Math.sin((2 * Math.PI * 997 * i) / 48_000))
  assert.ok(Math.abs(integratedLoudness(pcm, 48_000) + 3.01) < 0.03)
})

for (const rateHz of [16_000, 24_000, 48_000]) {
  test(`at ${rateHz} Hz loudness and true peak are those of ffmpeg's ebur128`, () => {
    for (const hertz of [120, 997, 5_000]) {
      const pcm = tone(rateHz, { hertz })
      const { lufs, peakDb } = askFfmpeg(pcm, rateHz)
      assert.ok(Math.abs(integratedLoudness(pcm, rateHz) - lufs) < 0.2, `${integratedLoudness(pcm, rateHz)} LUFS is not ${lufs}`)
      assert.ok(Math.abs(20 * Math.log10(truePeak(pcm)) - peakDb) < 0.3, `${20 * Math.log10(truePeak(pcm))} dB is not ${peakDb}`)
    }
  })
}

test('pauses do not count, silence has no loudness, and a short word has one', () => {
  const loud = tone(16_000)
  const withPause = new Float32Array(loud.length * 3)
  withPause.set(loud)
  assert.ok(Math.abs(integratedLoudness(withPause, 16_000) - integratedLoudness(loud, 16_000)) < 0.3)
  assert.equal(integratedLoudness(new Float32Array(16_000), 16_000), Number.NEGATIVE_INFINITY)
  assert.equal(integratedLoudness(new Float32Array(), 16_000), Number.NEGATIVE_INFINITY)
  assert.ok(integratedLoudness(loud.subarray(8_000, 10_000), 16_000) > -20)
})

test('peaks between samples are seen', () => {
  // A quarter of the rate, 45 degrees off: every sample is at 0.707 of the peak.
  const pcm = Float32Array.from({ length: 480 }, (_, i) => Math.sin((Math.PI / 2) * i + Math.PI / 4))
  assert.ok(Math.abs(truePeak(pcm.subarray(0, 400)) - 1) < 0.1)
})
