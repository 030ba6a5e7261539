// @ts-check
import { SetupError } from './fail.mjs'

/** The first Node whose test runner has `--test-timeout`. */
export const OLDEST_NODE = '20.11.0'

/**
 * Throws a SetupError when Node is too old.
 * @param {string} version such as `20.20.2`
 */
export function requireNode(version) {
  if (compare(version, OLDEST_NODE) >= 0) return
  throw new SetupError(`Parley needs Node ${OLDEST_NODE} or newer and this is ${version}: install a newer Node and start again.`)
}

/** @type {(a: string, b: string) => number} */
function compare(a, b) {
  const [left, right] = [a, b].map((version) => version.split('.').map((part) => Number.parseInt(part, 10)))
  for (let i = 0; i < 3; i++) {
    const difference = (left?.[i] ?? 0) - (right?.[i] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
