const FACTOR = 3
const INPUT_RATE = 48_000
/** Half of the response; the filter is 2.1 ms late. */
const HALF_TAPS = 104
const TAPS = 2 * HALF_TAPS
/** Flat to 7 kHz, 70 dB down from 8 kHz on, so that nothing folds back into speech. */
const CUTOFF_HZ = 7_500
const KAISER_BETA = 7

export interface Downsampler {
  /** One output sample for every third input sample, over all calls. */
  process(input: Float32Array): Float32Array
}

/** 48 kHz → 16 kHz: a polyphase FIR low-pass (Kaiser window) that keeps its history between calls. */
export function createDownsampler(): Downsampler {
  let history = new Float32Array(TAPS - 1)

  return {
    process(input) {
      const samples = new Float32Array(history.length + input.length)
      samples.set(history)
      samples.set(input, history.length)
      const output = new Float32Array(Math.max(0, Math.floor((samples.length - (TAPS - 1)) / FACTOR)))
      for (let i = 0; i < output.length; i++) {
        // The taps are symmetric: the outer pair first.
        let low = i * FACTOR + FACTOR - 1
        let high = low + TAPS - 1
        let sum = 0
        for (let tap = 0; tap < HALF_TAPS; tap++) {
          sum += (COEFFICIENTS[tap] as number) * ((samples[low++] as number) + (samples[high--] as number))
        }
        output[i] = sum
      }
      history = samples.slice(output.length * FACTOR)
      return output
    },
  }
}

/** First half of a windowed sinc with gain 1. */
const COEFFICIENTS: Float32Array = design()

function design(): Float32Array {
  const taps = Float64Array.from({ length: HALF_TAPS }, (_, tap) => {
    const t = tap - (TAPS - 1) / 2
    const x = (2 * CUTOFF_HZ * t) / INPUT_RATE
    const window = bessel(KAISER_BETA * Math.sqrt(1 - (t / (TAPS / 2)) ** 2)) / bessel(KAISER_BETA)
    return (Math.sin(Math.PI * x) / (Math.PI * x)) * window
  })
  const gain = 2 * taps.reduce((sum, tap) => sum + tap, 0)
  return Float32Array.from(taps, (tap) => tap / gain)
}

/** Modified Bessel function of the first kind, order 0. */
function bessel(x: number): number {
  let [sum, term] = [1, 1]
  for (let k = 1; k < 40; k++) {
    term *= (x / (2 * k)) ** 2
    sum += term
  }
  return sum
}
