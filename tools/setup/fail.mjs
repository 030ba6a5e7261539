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

/**
 * What to print for a thrown value: the sentence alone for what was foreseen, with its stack for a defect. A plain Error carries a
 * sentence too, unless it comes from the system (those have a code) or is of a kind of its own, such as TypeError.
 * @param {unknown} error
 * @returns {string}
 */
export function describeFailure(error) {
  if (!(error instanceof Error)) return `Parley stopped: ${String(error)}`
  const foreseen = error.name === 'SetupError' || error.name === 'DomainError' || (error.name === 'Error' && !('code' in error))
  return foreseen ? error.message : `Parley stopped because of a defect: ${error.stack ?? error.message}`
}
