import type { Handler, WorkOptions } from './queue.ts'

export const ATTEMPTS = 3

/** The handler of one `work` call, and what it has at work. */
export interface Crew<T> {
  readonly handler: Handler<T>
  readonly options: WorkOptions<T>
  readonly runs: Set<Promise<void>>
  open: boolean
  /** It is asking Redis for work; `again` when more may have come since it asked. */
  pulling: boolean
  again: boolean
}

/** Work on one item. Its signal aborts with a reason, which says what its end means. */
export interface AtWork {
  readonly lane: string
  readonly controller: AbortController
  why: 'superseded' | 'lease-lost' | 'closing' | null
}

export function atWork(lane: string): AtWork {
  return { lane, controller: new AbortController(), why: null }
}

export function stop(work: AtWork, why: NonNullable<AtWork['why']>, error: unknown): void {
  if (work.why) return
  work.why = why
  work.controller.abort(error)
}

export function hasRoom<T>(crew: Crew<T>): boolean {
  return crew.open && crew.runs.size < crew.options.concurrency
}

export function attemptsOf<T>({ options }: Crew<T>): number {
  return options.attempts ?? ATTEMPTS
}

/** Keeps a run with its crew until it ends; it must not reject. */
export function enlist<T>(crew: Crew<T>, work: Promise<void>, onEnd: () => void): void {
  const run = work.finally(() => {
    crew.runs.delete(run)
    onEnd()
  })
  crew.runs.add(run)
}
