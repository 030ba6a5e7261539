// @ts-check

/** A failure that the person at the keyboard can do something about. Its message is one plain sentence that says what. */
export class SetupError extends Error {
  /**
   * @param {string} sentence
   * @param {{ cause?: unknown }} [options]
   */
  constructor(sentence, options) {
    super(sentence, options)
    this.name = 'SetupError'
  }
}

/** Names of errors whose message is written for people; any other error is a defect and shows its stack. */
const PLAIN = new Set(['SetupError', 'DomainError'])

/**
 * What to print for a thrown value.
 * @param {unknown} error
 * @returns {string}
 */
export function describeFailure(error) {
  if (!(error instanceof Error)) return `Parley stopped: ${String(error)}`
  return PLAIN.has(error.name) ? error.message : `Parley stopped because of a defect: ${error.stack ?? error.message}`
}
