/** A Fourier transform of one size; buffers are its own and reused from call to call. */
export interface Fft {
  readonly size: number
  /** In place: `re` and `im` hold `size` values each. */
  transform(re: Float64Array, im: Float64Array): void
}

const COS_72 = Math.cos((2 * Math.PI) / 5)
const SIN_72 = Math.sin((2 * Math.PI) / 5)
const COS_144 = Math.cos((4 * Math.PI) / 5)
const SIN_144 = Math.sin((4 * Math.PI) / 5)

/**
 * Forward complex transform for sizes that are products of 4 and 5 (400 = 4·4·5·5): Stockham's mixed-radix
 * algorithm, which needs no reordering (van Loan, Computational Frameworks for the FFT, 1992).
 * Throws RangeError for other sizes.
 */
export function createFft(size: number): Fft {
  const stages = plan(size)
  const [spareRe, spareIm] = [new Float64Array(size), new Float64Array(size)]
  return {
    size,
    transform(re, im) {
      let inSpare = false
      for (const stage of stages) {
        const run = stage.radix === 4 ? runFour : runFive
        if (inSpare) run(stage, spareRe, spareIm, re, im)
        else run(stage, re, im, spareRe, spareIm)
        inSpare = !inSpare
      }
      if (!inSpare) return
      re.set(spareRe)
      im.set(spareIm)
    },
  }
}

interface Stage {
  readonly radix: 4 | 5
  /** Groups of butterflies with their own twiddle factors, and how many butterflies a group has. */
  readonly blocks: number
  readonly stride: number
  /** Twiddle factors, `radix - 1` a block. */
  readonly cos: Float64Array
  readonly sin: Float64Array
}

function plan(size: number): Stage[] {
  const stages: Stage[] = []
  let [rest, stride] = [size, 1]
  while (rest > 1) {
    const radix = rest % 4 === 0 ? 4 : 5
    if (rest % radix !== 0) throw new RangeError(`Cannot plan a Fourier transform of ${size}: not a product of 4 and 5`)
    const blocks = rest / radix
    const angles = Float64Array.from({ length: blocks * (radix - 1) }, (_, index) => {
      const [block, power] = [Math.floor(index / (radix - 1)), (index % (radix - 1)) + 1]
      return (-2 * Math.PI * block * power) / rest
    })
    stages.push({ radix, blocks, stride, cos: angles.map(Math.cos), sin: angles.map(Math.sin) })
    rest = blocks
    stride *= radix
  }
  return stages
}

// Both stages are written out: as loops over small arrays they cost five times as much.
function runFour({ blocks, stride, cos, sin }: Stage, xr: Float64Array, xi: Float64Array, yr: Float64Array, yi: Float64Array): void {
  const span = stride * blocks
  for (let block = 0; block < blocks; block++) {
    const w = 3 * block
    const c1 = cos[w]!, c2 = cos[w + 1]!, c3 = cos[w + 2]!
    const s1 = sin[w]!, s2 = sin[w + 1]!, s3 = sin[w + 2]!
    for (let q = 0; q < stride; q++) {
      const i0 = q + stride * block, i1 = i0 + span, i2 = i1 + span, i3 = i2 + span
      const ar = xr[i0]! + xr[i2]!, ai = xi[i0]! + xi[i2]!
      const br = xr[i0]! - xr[i2]!, bi = xi[i0]! - xi[i2]!
      const cr = xr[i1]! + xr[i3]!, ci = xi[i1]! + xi[i3]!
      const dr = xi[i1]! - xi[i3]!, di = xr[i3]! - xr[i1]!
      const o0 = q + 4 * stride * block, o1 = o0 + stride, o2 = o1 + stride, o3 = o2 + stride
      yr[o0] = ar + cr
      yi[o0] = ai + ci
      yr[o1] = (br + dr) * c1 - (bi + di) * s1
      yi[o1] = (br + dr) * s1 + (bi + di) * c1
      yr[o2] = (ar - cr) * c2 - (ai - ci) * s2
      yi[o2] = (ar - cr) * s2 + (ai - ci) * c2
      yr[o3] = (br - dr) * c3 - (bi - di) * s3
      yi[o3] = (br - dr) * s3 + (bi - di) * c3
    }
  }
}

function runFive({ blocks, stride, cos, sin }: Stage, xr: Float64Array, xi: Float64Array, yr: Float64Array, yi: Float64Array): void {
  const span = stride * blocks
  for (let block = 0; block < blocks; block++) {
    const w = 4 * block
    const c1 = cos[w]!, c2 = cos[w + 1]!, c3 = cos[w + 2]!, c4 = cos[w + 3]!
    const s1 = sin[w]!, s2 = sin[w + 1]!, s3 = sin[w + 2]!, s4 = sin[w + 3]!
    for (let q = 0; q < stride; q++) {
      const i0 = q + stride * block, i1 = i0 + span, i2 = i1 + span, i3 = i2 + span, i4 = i3 + span
      const x0r = xr[i0]!, x0i = xi[i0]!
      const ar = xr[i1]! + xr[i4]!, ai = xi[i1]! + xi[i4]!
      const br = xr[i2]! + xr[i3]!, bi = xi[i2]! + xi[i3]!
      const cr = xr[i1]! - xr[i4]!, ci = xi[i1]! - xi[i4]!
      const dr = xr[i2]! - xr[i3]!, di = xi[i2]! - xi[i3]!
      const er = x0r + COS_72 * ar + COS_144 * br, ei = x0i + COS_72 * ai + COS_144 * bi
      const fr = x0r + COS_144 * ar + COS_72 * br, fi = x0i + COS_144 * ai + COS_72 * bi
      const gr = SIN_72 * ci + SIN_144 * di, gi = -SIN_72 * cr - SIN_144 * dr
      const hr = SIN_144 * ci - SIN_72 * di, hi = SIN_72 * dr - SIN_144 * cr
      const o0 = q + 5 * stride * block, o1 = o0 + stride, o2 = o1 + stride, o3 = o2 + stride, o4 = o3 + stride
      yr[o0] = x0r + ar + br
      yi[o0] = x0i + ai + bi
      yr[o1] = (er + gr) * c1 - (ei + gi) * s1
      yi[o1] = (er + gr) * s1 + (ei + gi) * c1
      yr[o2] = (fr + hr) * c2 - (fi + hi) * s2
      yi[o2] = (fr + hr) * s2 + (fi + hi) * c2
      yr[o3] = (fr - hr) * c3 - (fi - hi) * s3
      yi[o3] = (fr - hr) * s3 + (fi - hi) * c3
      yr[o4] = (er - gr) * c4 - (ei - gi) * s4
      yi[o4] = (er - gr) * s4 + (ei - gi) * c4
    }
  }
}
