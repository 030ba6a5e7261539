/** Blocks of 400 ms that begin every 100 ms (ITU-R BS.1770-4, annex 1). */
const BLOCK_S = 0.4
const HOP_S = 0.1
const ABSOLUTE_GATE_LUFS = -70
const RELATIVE_GATE_LU = -10
const OFFSET_LUFS = -0.691

/**
 * Integrated loudness of one channel by ITU-R BS.1770-4, as EBU R128 uses it: LUFS; -Infinity for silence. Speech of less than 400 ms is one block.
 * @param pcm float32 [-1, 1]
 */
export function integratedLoudness(pcm: Float32Array, rateHz: number): number {
  const weighted = weight(pcm, rateHz)
  const block = Math.round(BLOCK_S * rateHz)
  const hop = Math.round(HOP_S * rateHz)
  const powers: number[] = []
  for (let start = 0; start === 0 || start + block <= weighted.length; start += hop) powers.push(meanSquare(weighted, start, start + block))
  const heard = powers.filter((power) => lufs(power) > ABSOLUTE_GATE_LUFS)
  if (heard.length === 0) return Number.NEGATIVE_INFINITY
  const gate = lufs(mean(heard)) + RELATIVE_GATE_LU
  return lufs(mean(heard.filter((power) => lufs(power) > gate)))
}

/** Highest level between the samples as well, linear: four times as many samples by a windowed sinc (BS.1770-4, annex 2). */
export function truePeak(pcm: Float32Array): number {
  let peak = 0
  for (let i = 0; i < pcm.length; i++) peak = Math.max(peak, peakAround(pcm, i))
  return peak
}

/** Highest level from sample `at` to the next one, both signs, linear. */
export function peakAround(pcm: Float32Array, at: number): number {
  let peak = Math.abs(pcm[at] ?? 0)
  for (const taps of BETWEEN) {
    let sum = 0
    for (let tap = 0; tap < TAPS; tap++) sum += taps[tap]! * (pcm[at + tap - TAPS / 2 + 1] ?? 0)
    peak = Math.max(peak, Math.abs(sum))
  }
  return peak
}

const TAPS = 12
/** Interpolators a quarter, half and three quarters of a sample on. */
const BETWEEN = [0.25, 0.5, 0.75].map((offset) => {
  const taps = Float64Array.from({ length: TAPS }, (_, tap) => {
    const x = tap - TAPS / 2 + 1 - offset
    const window = 0.5 + 0.5 * Math.cos((2 * Math.PI * x) / (TAPS + 1))
    return (Math.sin(Math.PI * x) / (Math.PI * x)) * window
  })
  const gain = taps.reduce((sum, tap) => sum + tap, 0)
  return taps.map((tap) => tap / gain)
})

/** The K weighting at any rate: a shelf for the head, then a high-pass (analogue prototypes of BS.1770's filters at 48 kHz). */
function weight(pcm: Float32Array, rateHz: number): Float64Array {
  const shelf = tangent(1681.974450955533, rateHz)
  const [high, q] = [10 ** (3.999843853973347 / 20), 0.7071752369554196]
  const middle = high ** 0.4996667741545416
  const a0 = 1 + shelf / q + shelf ** 2
  const first = biquad(
    [(high + (middle * shelf) / q + shelf ** 2) / a0, (2 * (shelf ** 2 - high)) / a0, (high - (middle * shelf) / q + shelf ** 2) / a0],
    [(2 * (shelf ** 2 - 1)) / a0, (1 - shelf / q + shelf ** 2) / a0],
  )
  const pass = tangent(38.13547087602444, rateHz)
  const passQ = 0.5003270373238773
  const b0 = 1 + pass / passQ + pass ** 2
  const second = biquad([1, -2, 1], [(2 * (pass ** 2 - 1)) / b0, (1 - pass / passQ + pass ** 2) / b0])
  return Float64Array.from(pcm, (sample) => second(first(sample)))
}

function tangent(hertz: number, rateHz: number): number {
  return Math.tan((Math.PI * hertz) / rateHz)
}

function biquad([b0, b1, b2]: readonly [number, number, number], [a1, a2]: readonly [number, number]): (x: number) => number {
  let [s1, s2] = [0, 0]
  return (x) => {
    const y = b0 * x + s1
    s1 = b1 * x - a1 * y + s2
    s2 = b2 * x - a2 * y
    return y
  }
}

function meanSquare(samples: Float64Array, start: number, end: number): number {
  const last = Math.min(end, samples.length)
  let sum = 0
  for (let i = start; i < last; i++) sum += samples[i]! ** 2
  return last > start ? sum / (last - start) : 0
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function lufs(power: number): number {
  return OFFSET_LUFS + 10 * Math.log10(power)
}
