/** Words in a row over which the doubt is measured. */
const RUN = 4

/**
 * Watches words as they come. A sized window strays where the model is unsure for several words in a row, so it is
 * given up there and then. Measured in bench/README.md.
 * @returns takes the log-probability of the next text token; true once there is doubt
 */
export function createDoubt(doubtfulRun: number): (logProbability: number) => boolean {
  const run = new Float64Array(RUN)
  let count = 0
  return (logProbability) => {
    run[count++ % RUN] = logProbability
    return run.reduce((sum, value) => sum + value, 0) / RUN < doubtfulRun
  }
}
