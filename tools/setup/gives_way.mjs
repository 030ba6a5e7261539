// @ts-check

/** The type check: what it finds does not depend on when it gets the machine. With more beside meetings one of them failed. */
const GIVE_WAY = ['tests/typecheck_test.ts']

/**
 * Whether a test gives way to meetings in browsers, which have to keep up with speech, and fills what they leave of the machine.
 * @param {string} file relative to the root
 */
export function givesWay(file) {
  return GIVE_WAY.some((path) => file.startsWith(path))
}
