/** One utterance as a reader got it, in the form that OmniSTEval reads. Times in ms from where its speech began. */
export interface LagInstance {
  readonly prediction: string
  /** What should have been said; as long as `prediction` where nobody knows. */
  readonly reference: string
  /** Length of the speech. */
  readonly source_length: number
  /** For each word of `prediction`, when it stood on the page to stay, computing and sending included. */
  readonly emission_ca: readonly number[]
  readonly time_to_recording_end: number
}

/**
 * LongYAAL, computation-aware (arXiv 2509.17349, as in OmniSTEval): how long after an ideal reader, who gets words at an even
 * pace while they are said, each word came; the mean over words, then over utterances. ms; NaN without utterances.
 */
export function longYaalMs(instances: readonly LagInstance[]): number {
  return mean(instances.flatMap((one) => {
    const said = one.emission_ca.filter((ms) => ms < one.time_to_recording_end)
    return said.length > 0 ? [mean(said.map((ms, index) => ms - index * pace(one)))] : []
  }))
}

/**
 * StreamLAAL (arXiv 2406.06097): the same, of the words up to the first that came after its speech had ended. Each line is
 * of one utterance, so no alignment to reference segments is needed. ms; NaN without utterances.
 */
export function streamLaalMs(instances: readonly LagInstance[]): number {
  return mean(instances.flatMap((one) => {
    const [first] = one.emission_ca
    if (first === undefined) return []
    if (first > one.source_length) return [first]
    const late = one.emission_ca.findIndex((ms) => ms >= one.source_length)
    const counted = late < 0 ? one.emission_ca : one.emission_ca.slice(0, late + 1)
    return [mean(counted.map((ms, index) => ms - index * pace(one)))]
  }))
}

/** ms that the ideal reader has for a word: of the longer text, so that saying more gains nothing. */
function pace({ prediction, reference, source_length: lengthMs }: LagInstance): number {
  return lengthMs / Math.max(prediction.split(' ').length, reference.split(' ').length)
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
