/**
 * Runs what it is given one after the other, in the order in which it was asked, whatever becomes of those before.
 * @returns what its own work brings, or throws
 */
export function oneAtATime(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const done = last.then(work)
    last = done.catch(() => {})
    return done
  }
}
