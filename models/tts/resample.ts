/** Zero crossings of the filter on each side: 70 dB and more of what would fold is gone, 1 ms of sound. */
const CROSSINGS = 16
/** Kaiser's shape for that. */
const BETA = 8
/** Where the filter begins to close, of the lower of both rates' half. */
const ROLL_OFF = 0.94

/** Turns sound of one rate into another, piece by piece; pieces joined are the same as the whole at once. */
export interface Resampler {
  /** Samples float in [-1, 1] → those that can be known by now. */
  push(samples: Float32Array): Float32Array
  /** The end: silence follows. */
  flush(): Float32Array
}

/**
 * A polyphase filter between two rates with a common divisor, such as 22,050 → 24,000 Hz (160 : 147): a Kaiser-windowed sinc for each
 * phase (Smith, "Digital Audio Resampling Home Page"). Equal rates pass through.
 */
export function createResampler(fromHz: number, toHz: number): Resampler {
  if (fromHz === toHz) return { push: (samples) => samples, flush: () => new Float32Array(0) }
  const divisor = gcd(fromHz, toHz)
  const [up, down] = [toHz / divisor, fromHz / divisor]
  const { half, phases } = filterBank(up, Math.min(1, up / down) * ROLL_OFF)
  /** Input that is still needed; its first sample is number `start` of all. */
  let kept = new Float32Array(half)
  let start = -half
  let output = 0
  let total = 0

  const make = (untilOutput: number): Float32Array => {
    const made = new Float32Array(Math.max(0, untilOutput - output))
    for (let i = 0; i < made.length; i++, output++) {
      const at = Math.floor((output * down) / up)
      const taps = phases[(output * down) % up]!
      const first = at - half + 1 - start
      let sum = 0
      for (let tap = 0; tap < taps.length; tap++) sum += taps[tap]! * kept[first + tap]!
      made[i] = sum
    }
    const drop = Math.floor((output * down) / up) - half + 1 - start
    if (drop > 0) {
      kept = kept.slice(drop)
      start += drop
    }
    return made
  }
  const add = (samples: Float32Array) => {
    const joined = new Float32Array(kept.length + samples.length)
    joined.set(kept)
    joined.set(samples, kept.length)
    kept = joined
  }
  return {
    push(samples) {
      add(samples)
      total += samples.length
      // A sample of the output looks `half` samples of the input ahead.
      return make(Math.max(output, Math.ceil(((total - half) * up) / down)))
    },
    flush() {
      add(new Float32Array(half + 1))
      return make(Math.round((total * up) / down))
    },
  }
}

function filterBank(up: number, cutoff: number): { half: number; phases: Float32Array[] } {
  const half = Math.ceil(CROSSINGS / cutoff)
  const phases = Array.from({ length: up }, (_, phase) => {
    const taps = Float32Array.from({ length: 2 * half }, (_unused, tap) => {
      const distance = tap - half + 1 - phase / up
      return cutoff * sinc(cutoff * distance) * kaiser(distance / half)
    })
    // Each phase passes a constant as it is: otherwise a steady level would ripple.
    const sum = taps.reduce((a, b) => a + b, 0)
    return taps.map((value) => value / sum)
  })
  return { half, phases }
}

const sinc = (x: number) => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x))
const kaiser = (x: number) => (Math.abs(x) >= 1 ? 0 : bessel(BETA * Math.sqrt(1 - x * x)) / bessel(BETA))

/** Modified Bessel function of the first kind, order 0, by its series. */
function bessel(x: number): number {
  let [sum, term] = [1, 1]
  for (let k = 1; term > sum * 1e-12; k++) sum += term *= (x / (2 * k)) ** 2
  return sum
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b)
}
