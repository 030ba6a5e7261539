/** `withDeadline` gave up: the caller turns it into words. */
export class DeadlineError extends Error {
  readonly ms: number

  constructor(ms: number) {
    super(`No answer within ${ms} ms`)
    this.name = 'DeadlineError'
    this.ms = ms
  }
}

/**
 * Runs work that is given up after `ms` (DeadlineError) or when one of `signals` aborts (its reason), whether or not the
 * work looks at the signal that it gets. Own timer and listeners instead of `AbortSignal.timeout` and `any`: those
 * neither keep a process alive nor, in Node 20, always survive garbage collection.
 */
export async function withDeadline<T>(ms: number, signals: readonly (AbortSignal | null | undefined)[], work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const given = signals.filter((signal) => signal != null)
  for (const signal of given) signal.throwIfAborted()
  const controller = new AbortController()
  const undo: (() => void)[] = []
  const givenUp = new Promise<never>((_, reject) => {
    const end = (reason: unknown) => {
      reject(reason)
      controller.abort(reason)
    }
    const timer = setTimeout(() => end(new DeadlineError(ms)), ms)
    undo.push(() => clearTimeout(timer))
    for (const signal of given) {
      const onAbort = () => end(signal.reason)
      signal.addEventListener('abort', onAbort, { once: true })
      undo.push(() => signal.removeEventListener('abort', onAbort))
    }
  })
  try {
    return await Promise.race([work(controller.signal), givenUp])
  } finally {
    for (const step of undo) step()
  }
}
