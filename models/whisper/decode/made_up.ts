/** From here to the end of the audio, all has been said. */
const END_STEPS = 50
/** A decoder with nothing left to hear looks at the beginning. */
const BEGINNING_STEPS = 5

/**
 * How many of the tokens were heard. A decoder that goes on after the audio's end makes words up, or says what it said once more: what it
 * attends to then is the beginning.
 * @param heardAt for each token, the step of 0.02 s at which it ends; empty where that is not known
 * @param steps how many steps have speech
 */
export function heardTokens(tokens: readonly number[], { heardAt, steps, timestampBegin }: { heardAt: readonly number[]; steps: number; timestampBegin: number }): number {
  const words = tokens.flatMap((token, at) => (token < timestampBegin && at < heardAt.length ? [at] : []))
  let latest = 0
  for (const [index, at] of words.entries()) {
    const [step, next] = [heardAt[at]!, heardAt[words[index + 1] ?? at]!]
    if (latest >= steps - END_STEPS && steps > 2 * END_STEPS && step <= BEGINNING_STEPS && next <= BEGINNING_STEPS) return at
    latest = Math.max(latest, step)
  }
  return tokens.length
}
