import type { Pcm } from '../../domain/audio.ts'

/** Speech with white noise of a fixed seed at a ratio of powers, dB. Silence around the speech counts as speech. */
export function withNoise(pcm: Pcm, snrDb: number): Pcm {
  const power = pcm.reduce((sum, sample) => sum + sample * sample, 0) / pcm.length
  // Uniform noise in [-1, 1] has a power of a third.
  const gain = Math.sqrt((3 * power) / 10 ** (snrDb / 10))
  let state = 1
  return pcm.map((sample) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.max(-1, Math.min(1, sample + gain * (state / 2 ** 31 - 1)))
  })
}
