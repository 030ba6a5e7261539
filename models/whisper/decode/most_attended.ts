/** What one attention head asks for at a token, and what it looks that up in. */
export interface HeadAtToken {
  /** float32 [width] */
  readonly query: Float32Array
  /** float32 [steps, width] */
  readonly keys: Float32Array
}

/** A step that stands out alone is passed over, as SimulStreaming does. */
const MEDIAN_STEPS = 7

/**
 * The step of the encoded audio that these heads attend to most, together and smoothed. For the heads that Whisper's authors found to follow the
 * audio it is where the next token ends.
 * @param steps how many of the keys' steps are looked at: those that have speech
 */
export function mostAttended(heads: readonly HeadAtToken[], steps: number): number {
  const sum = new Float32Array(steps)
  for (const head of heads) addAttention(sum, head)
  let best = { step: 0, weight: -1 }
  for (let step = 0; step < steps; step++) {
    const near = Array.from({ length: MEDIAN_STEPS }, (_, k) => sum[Math.min(steps - 1, Math.max(0, step + k - (MEDIAN_STEPS >> 1)))]!)
    const weight = near.sort((a, b) => a - b)[MEDIAN_STEPS >> 1]!
    if (weight > best.weight) best = { step, weight }
  }
  return best.step
}

/** Adds softmax(query · keys / √width). */
function addAttention(sum: Float32Array, { query, keys }: HeadAtToken): void {
  const width = query.length
  const scores = new Float32Array(sum.length)
  let [top, mass] = [-Infinity, 0]
  for (let step = 0; step < scores.length; step++) {
    let score = 0
    for (let i = 0; i < width; i++) score += query[i]! * keys[step * width + i]!
    scores[step] = score / Math.sqrt(width)
    top = Math.max(top, scores[step]!)
  }
  for (let step = 0; step < scores.length; step++) mass += scores[step] = Math.exp(scores[step]! - top)
  for (let step = 0; step < scores.length; step++) sum[step]! += scores[step]! / mass
}
