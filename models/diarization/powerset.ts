/** People whom the networks tell apart within one window. */
export const LOCAL_SPEAKERS = 3

/** Who speaks in each class: nobody, one of three, two of three. */
const CLASSES: readonly (readonly number[])[] = [[], [0], [1], [2], [0, 1], [0, 2], [1, 2]]

/**
 * Activity of three speakers out of classes: a speaker is as active as the classes with them are probable.
 * @param scores [frames, 7], probabilities or their logarithms, or anything that softmax makes probabilities of
 * @returns [frames, 3] in [0, 1]
 */
export function fromPowerset(scores: Float32Array): Float32Array {
  const frames = scores.length / CLASSES.length
  const activity = new Float32Array(frames * LOCAL_SPEAKERS)
  for (let frame = 0; frame < frames; frame++) {
    const row = scores.subarray(frame * CLASSES.length, (frame + 1) * CLASSES.length)
    const most = Math.max(...row)
    const weights = Array.from(row, (score) => Math.exp(score - most))
    const sum = weights.reduce((total, weight) => total + weight, 0)
    CLASSES.forEach((speakers, index) => {
      for (const speaker of speakers) activity[frame * LOCAL_SPEAKERS + speaker]! += weights[index]! / sum
    })
  }
  return activity
}
